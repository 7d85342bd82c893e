"""Any API over HTTP, by a template of its body and the path to the answer."""
