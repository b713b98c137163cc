// Jest runs the very code that ships: Node's own type stripping, which keeps every line and column.
const { stripTypeScriptTypes } = require('node:module');
const { createHash } = require('node:crypto');

module.exports = {
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }),
  getCacheKey: (source, file, options) =>
    createHash('sha1').update(`${process.version}\0${options.instrument}\0${file}\0${source}`).digest('hex'),
};
