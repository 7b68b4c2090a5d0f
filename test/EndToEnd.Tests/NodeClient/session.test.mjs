// A session of the JavaScript client against the cluster that KUBECONFIG names, in a namespace of its own.
// Run by `node --test`; needs a node that can start IMAGE, and for the last test a container with a shell in SHELL_IMAGE.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { after, before, test } from 'node:test';
import * as k8s from '@kubernetes/client-node';

const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const apps = config.makeApiClient(k8s.AppsV1Api);
const authorization = config.makeApiClient(k8s.AuthorizationV1Api);
const objects = k8s.KubernetesObjectApi.makeApiClient(config);
const namespace = `node-client-${process.pid}`;
const image = process.env.IMAGE ?? 'nginx:1.27';
const shellImage = process.env.SHELL_IMAGE;
const patience = 60_000;

// A promise with its handles, given up after a while.
function expected(what) {
  const deferred = Promise.withResolvers?.() ?? (() => {
    const made = {};
    made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
    return made;
  })();
  const timer = setTimeout(() => deferred.reject(new Error(`${what} did not happen`)), patience);
  deferred.promise.then(() => clearTimeout(timer), () => clearTimeout(timer));
  return deferred;
}

async function refused(call, code, reason) {
  const error = await call.then(() => assert.fail('it was not refused'), (caught) => caught);
  assert.equal(error.code, code);
  const status = typeof error.body === 'string' ? JSON.parse(error.body) : error.body;
  assert.equal(status.kind, 'Status');
  assert.equal(status.reason, reason);
  return status;
}

// Controllers write the same object: a replacement that came too late is made again.
async function unlessChanged(write) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (error.code !== 409 || attempt === 10) throw error;
    }
  }
}

const settings = (name, data) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels: { made: 'here' } }, data });
const configured = (options) => k8s.setHeaderOptions('Content-Type', options);

before(async () => {
  await core.createNamespace({ body: { metadata: { name: namespace } } });
});

after(async () => {
  await core.deleteNamespace({ name: namespace });
});

test('objects are created, read, replaced, listed and deleted', async () => {
  const made = await core.createNamespacedConfigMap({ namespace, body: settings('one', { colour: 'blue' }) });
  assert.ok(made.metadata.uid);
  assert.ok(made.metadata.creationTimestamp instanceof Date);

  const read = await core.readNamespacedConfigMap({ name: 'one', namespace });
  assert.deepEqual(read.data, { colour: 'blue' });

  read.data.colour = 'green';
  const replaced = await core.replaceNamespacedConfigMap({ name: 'one', namespace, body: read });
  assert.notEqual(replaced.metadata.resourceVersion, made.metadata.resourceVersion);
  read.data.colour = 'red';
  await refused(core.replaceNamespacedConfigMap({ name: 'one', namespace, body: read }), 409, 'Conflict');

  const list = await core.listNamespacedConfigMap({ namespace, labelSelector: 'made=here' });
  assert.deepEqual(list.items.map((item) => item.metadata.name), ['one']);

  const gone = await core.deleteNamespacedConfigMap({ name: 'one', namespace });
  assert.equal(gone.status, 'Success');
  await refused(core.readNamespacedConfigMap({ name: 'one', namespace }), 404, 'NotFound');
});

test('refusals name the field', async () => {
  const status = await refused(
    core.createNamespacedService({ namespace, body: { metadata: { name: 'Bad_Name' }, spec: { ports: [{ port: 70000, targetPort: 80 }] } } }), 422, 'Invalid');
  assert.deepEqual(status.details.causes.map((cause) => cause.field).sort(), ['metadata.name', 'spec.ports[0].port']);
});

test('every kind of patch is understood', async () => {
  await core.createNamespacedConfigMap({ namespace, body: settings('patched', { a: '1', b: '2' }) });
  const target = { name: 'patched', namespace };
  await core.patchNamespacedConfigMap(
    { ...target, body: [{ op: 'replace', path: '/data/a', value: '3' }] }, configured(k8s.PatchStrategy.JsonPatch));
  await core.patchNamespacedConfigMap({ ...target, body: { data: { b: null } } }, configured(k8s.PatchStrategy.MergePatch));
  await core.patchNamespacedConfigMap({ ...target, body: { data: { c: '4' } } }, configured(k8s.PatchStrategy.StrategicMergePatch));
  const applied = await core.patchNamespacedConfigMap(
    { ...target, fieldManager: 'session', body: { apiVersion: 'v1', kind: 'ConfigMap', data: { d: '5' } } },
    configured(k8s.PatchStrategy.ServerSideApply));
  assert.deepEqual(applied.data, { a: '3', c: '4', d: '5' });
  assert.ok(applied.metadata.managedFields.some((entry) => entry.manager === 'session' && entry.operation === 'Apply'));
});

test('lists come in pages', async () => {
  for (let i = 0; i < 7; i++) {
    await core.createNamespacedSecret({ namespace, body: { metadata: { name: `page-${i}`, labels: { pages: 'yes' } }, stringData: { n: `${i}` } } });
  }

  const names = [];
  let next;
  do {
    const page = await core.listNamespacedSecret({ namespace, labelSelector: 'pages=yes', limit: 3, _continue: next });
    assert.ok(page.items.length <= 3);
    names.push(...page.items.map((item) => item.metadata.name));
    next = page.metadata._continue;
  } while (next);
  assert.deepEqual(names, Array.from({ length: 7 }, (_, i) => `page-${i}`));
  await core.deleteCollectionNamespacedSecret({ namespace, labelSelector: 'pages=yes' });
  assert.deepEqual((await core.listNamespacedSecret({ namespace, labelSelector: 'pages=yes' })).items, []);
});

test('objects of any kind are found by discovery', async () => {
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'any', namespace }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] };
  await objects.create(role);
  const read = await objects.read(role);
  assert.equal(read.rules[0].resources[0], 'pods');
  await objects.delete(role);
});

test('a watch tells what happens, in order', async () => {
  const start = (await core.listNamespacedConfigMap({ namespace })).metadata.resourceVersion;
  const seen = [];
  const deleted = expected('the event of the deletion');
  const watch = new k8s.Watch(config);
  const request = await watch.watch(
    `/api/v1/namespaces/${namespace}/configmaps`,
    { resourceVersion: start, fieldSelector: 'metadata.name=watched' },
    (type, object) => {
      seen.push(`${type} ${object.data?.n ?? ''}`);
      if (type === 'DELETED') deleted.resolve();
    },
    (error) => { if (error && error.name !== 'AbortError') deleted.reject(error); });
  await core.createNamespacedConfigMap({ namespace, body: settings('watched', { n: '1' }) });
  await core.createNamespacedConfigMap({ namespace, body: settings('unwatched', { n: '0' }) });
  await core.patchNamespacedConfigMap({ name: 'watched', namespace, body: { data: { n: '2' } } }, configured(k8s.PatchStrategy.MergePatch));
  await core.deleteNamespacedConfigMap({ name: 'watched', namespace });
  await deleted.promise;
  request.abort();
  assert.deepEqual(seen, ['ADDED 1', 'MODIFIED 2', 'DELETED 2']);
});

test('an informer keeps a cache, also after its watch broke', async () => {
  const informer = k8s.makeInformer(
    config, `/api/v1/namespaces/${namespace}/secrets`, () => core.listNamespacedSecret({ namespace, labelSelector: 'cache=yes' }), 'cache=yes');
  const secret = (name) => ({ metadata: { name, labels: { cache: 'yes' } }, stringData: { name } });
  const come = (event, name) => {
    const wait = expected(`${event} of ${name}`);
    const heard = (object) => { if (object.metadata.name === name) { informer.off(event, heard); wait.resolve(object); } };
    informer.on(event, heard);
    return wait.promise;
  };
  await core.createNamespacedSecret({ namespace, body: secret('first') });
  const first = come('add', 'first');
  await informer.start();
  await first;

  const second = come('add', 'second');
  await core.createNamespacedSecret({ namespace, body: secret('second') });
  await second;

  await informer.stop();
  await core.deleteNamespacedSecret({ name: 'first', namespace });
  const missed = come('delete', 'first');
  await informer.start();
  await missed;

  const changed = come('update', 'second');
  await core.patchNamespacedSecret({ name: 'second', namespace, body: { stringData: { name: 'other' } } }, configured(k8s.PatchStrategy.MergePatch));
  await changed;
  assert.equal(Buffer.from(informer.get('second', namespace).data.name, 'base64').toString(), 'other');
  assert.equal(informer.get('first', namespace), undefined);
  await informer.stop();
});

test('a deployment runs and is scaled', async () => {
  const labels = { app: 'session' };
  await apps.createNamespacedDeployment({
    namespace,
    body: {
      metadata: { name: 'session' },
      spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'main', image }] } } },
    },
  });
  assert.equal((await apps.readNamespacedDeploymentScale({ name: 'session', namespace })).spec.replicas, 1);
  await unlessChanged(async () => {
    const scale = await apps.readNamespacedDeploymentScale({ name: 'session', namespace });
    scale.spec.replicas = 2;
    await apps.replaceNamespacedDeploymentScale({ name: 'session', namespace, body: scale });
  });

  const ready = expected('two replicas being ready');
  const watch = new k8s.Watch(config);
  const request = await watch.watch(
    `/apis/apps/v1/namespaces/${namespace}/deployments`,
    { fieldSelector: 'metadata.name=session' },
    (_, object) => { if (object.status?.readyReplicas === 2) ready.resolve(); },
    (error) => { if (error && error.name !== 'AbortError') ready.reject(error); });
  await ready.promise;
  request.abort();
  await apps.deleteNamespacedDeployment({ name: 'session', namespace, propagationPolicy: 'Foreground' });
});

test('access can be reviewed', async () => {
  const review = await authorization.createSelfSubjectAccessReview(
    { body: { spec: { resourceAttributes: { namespace, verb: 'delete', resource: 'pods' } } } });
  assert.equal(review.status.allowed, true);
});

test('a command runs in a container, and its log is read', { skip: shellImage ? false : 'SHELL_IMAGE is not set' }, async () => {
  await core.createNamespacedPod({
    namespace,
    body: {
      metadata: { name: 'shell' },
      spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'main', image: shellImage, imagePullPolicy: 'IfNotPresent', command: ['sh', '-c', 'echo begun; sleep 3600'] }] },
    },
  });
  const ready = expected('the pod being ready');
  const request = await new k8s.Watch(config).watch(
    `/api/v1/namespaces/${namespace}/pods`,
    { fieldSelector: 'metadata.name=shell' },
    (_, object) => { if (object.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True')) ready.resolve(); },
    (error) => { if (error && error.name !== 'AbortError') ready.reject(error); });
  await ready.promise;
  request.abort();

  const output = new PassThrough();
  let text = '';
  output.on('data', (chunk) => { text += chunk; });
  const ended = expected('the end of the command');
  const input = new PassThrough();
  const socket = await new k8s.Exec(config).exec(
    namespace, 'shell', 'main', ['tr', 'a-z', 'A-Z'], output, null, input, false, (status) => ended.resolve(status));
  input.end('hello');
  socket.on?.('error', ended.reject);
  assert.equal((await ended.promise).status, 'Success');
  assert.equal(text, 'HELLO');

  const log = new PassThrough();
  const line = once(log, 'data');
  const following = await new k8s.Log(config).log(namespace, 'shell', 'main', log, { follow: true });
  assert.equal(String((await line)[0]).trim(), 'begun');
  following.abort();
});
