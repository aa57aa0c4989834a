const Sequencer = require("@jest/test-sequencer").default;

/** The files tell one story; each begins where the one before it ended. */
module.exports = class ByName extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => a.path.localeCompare(b.path));
  }
};
