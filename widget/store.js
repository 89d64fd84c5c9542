// What the browser keeps: nothing before the visitor's first message, then their token.

const DAY = 864e5;

export const makeStore = (shop) => {
  const key = `counterhand:${shop}`;
  // A page may be forbidden to store; then the conversation lives as long as the page.
  let memory = null;
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(key)) || memory;
    } catch {
      return memory;
    }
  };
  return {
    _token: () => (read() || {}).token,
    /** Whether there was a conversation lately, so that an answer may come any moment. */
    _isLively: () => Date.now() - ((read() || {}).at || 0) < DAY,
    _keep(token) {
      memory = { token, at: Date.now() };
      try {
        localStorage.setItem(key, JSON.stringify(memory));
      } catch {}
    },
    _forget() {
      memory = null;
      try {
        localStorage.removeItem(key);
      } catch {}
    },
  };
};
