// Starts s3rver with one bucket. Arguments: the directory of the package s3rver, the directory of the data, the name of the bucket, and
// "plain" for the server as it is. It prints the port.
//
// s3rver 3.7.1 ignores If-None-Match and If-Match of writes, and answers a write before its file is complete. Unless it is plain, this program
// adds the conditions as S3 defines them, and lets reads of an object wait for its write.
'use strict';

const fs = require('fs');
const [, , packageDirectory, directory, bucketName, mode] = process.argv;
const S3rver = require(packageDirectory);

const app = new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory,
  vhostBuckets: false,
  configureBuckets: [{ name: bucketName, configs: [] }],
});

// The last request of each object, for one at a time.
const locks = new Map();

async function locked(path, action) {
  const previous = locks.get(path) || Promise.resolve();
  const current = previous.then(action, action);
  const settled = current.catch(() => {});
  locks.set(path, settled);
  try {
    return await current;
  } finally {
    if (locks.get(path) === settled) {
      locks.delete(path);
    }
  }
}

async function tagOf(bucket, key) {
  if (!(await app.store.existsObject(bucket, key))) {
    return null;
  }
  const object = await app.store.getObject(bucket, key);
  if (object && object.content) {
    object.content.destroy();
  }
  return object ? object.metadata.etag : null;
}

async function waitForFile(bucket, key, length) {
  const path = app.store.getResourcePath(bucket, key, 'object');
  for (let i = 0; i < 1000; i++) {
    if (fs.existsSync(path) && fs.statSync(path).size === length) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

function refuse(ctx) {
  ctx.req.resume();
  ctx.status = 412;
  ctx.type = 'application/xml';
  ctx.body =
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>PreconditionFailed</Code>' +
    '<Message>At least one of the pre-conditions you specified did not hold</Message></Error>';
}

async function conditional(ctx, next) {
  const [, bucket, ...parts] = decodeURIComponent(ctx.path).split('/');
  const key = parts.join('/');
  if (!key || ctx.search.includes('uploadId') || ctx.search.includes('uploads')) {
    return next();
  }
  return locked(ctx.path, async () => {
    if (ctx.method !== 'PUT') {
      return next();
    }
    const { 'if-none-match': absent, 'if-match': match, 'content-length': length } = ctx.headers;
    if (absent || match) {
      const tag = await tagOf(bucket, key);
      if ((absent && tag !== null) || (match && tag !== match)) {
        return refuse(ctx);
      }
    }
    await next();
    if (ctx.status === 200) {
      await waitForFile(bucket, key, Number(length));
    }
  });
}

if (mode !== 'plain') {
  app.middleware.unshift(conditional);
}

app.run((error, address) => {
  if (error) {
    console.error(error);
    process.exit(1);
  }
  console.log(address.port);
});

// The program ends with the tests.
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
