// Sends what was answered so that neither a crash nor a lost connection loses it.
import { insist, Refused } from "./api.js";

const ON_ITS_WAY = "sending";
const STALE = "access.stale_page";

export class Sending {
  // ``lost`` is told when the connection goes and when it is back.
  constructor(kept, lost) {
    this.kept = kept;
    this.lost = lost;
  }

  insist(method, path, body) {
    return insist(method, path, body, this.lost);
  }

  async send(path, body) {
    this.kept.put(ON_ITS_WAY, { path, body });
    try {
      const found = await this.insist("POST", path, body);
      this.kept.forget(ON_ITS_WAY);
      return found;
    } catch (error) {
      if (!(error instanceof Refused && (error.status === 401 || error.code === STALE))) this.kept.forget(ON_ITS_WAY);
      throw error;
    }
  }

  // An answer that was left behind is sent first; ``before`` is called where there is one.
  async sendLeft(before) {
    const left = this.kept.get(ON_ITS_WAY);
    if (!left) return;
    before();
    try {
      await this.send(left.path, left.body);
    } catch (error) {
      this.kept.forget(ON_ITS_WAY);
      if (!(error instanceof Refused)) throw error;
    }
  }
}
