// What must outlive a crash of the browser: the answer that is on its way, and drafts. One labeler's are not another's.
export class Kept {
  constructor(judge) {
    this.prefix = `assay:${judge}:`;
  }

  get(name) {
    try {
      return JSON.parse(localStorage.getItem(this.prefix + name));
    } catch {
      return null;
    }
  }

  // A full or forbidden storage loses nothing but this safety.
  put(name, value) {
    try {
      localStorage.setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      /* the answer is still sent from memory */
    }
  }

  forget(name) {
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      /* nothing was kept */
    }
  }
}
