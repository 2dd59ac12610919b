// Loads atlases and sheets with the parsers of PixiJS and Phaser, and compares what they
// understood with the data: `node check.js FOLDER` for all `*.atlas.json` and `*.sheet.json` below.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';

const require = createRequire(import.meta.url);

// Phaser looks for a browser when it is loaded; its parsers do not need one.
globalThis.window ??= globalThis;
globalThis.navigator ??= { userAgent: '' };
globalThis.document ??= { documentElement: {}, createElement: () => ({ getContext: () => null, style: {} }) };
globalThis.Image ??= class {};
globalThis.HTMLCanvasElement ??= class {};

// By their files, since the package exports only the whole engine.
const phaser = (file) => require(`./node_modules/phaser/src/${file}`);
const Frame = phaser('textures/Frame.js');
const jsonHash = phaser('textures/parsers/JSONHash.js');
const jsonArray = phaser('textures/parsers/JSONArray.js');
const AnimationManager = phaser('animations/AnimationManager.js');
const { Spritesheet, Texture, TextureSource } = await import('pixi.js');

/** Width and height of a PNG, from its header. */
function pngSize(path) {
    const bytes = readFileSync(path);
    return { w: bytes.readUInt32BE(16), h: bytes.readUInt32BE(20) };
}

/** What a Phaser texture is to its parsers: a source, and frames by name. */
class PhaserTexture {
    constructor(size) {
        this.source = [{ width: size.w, height: size.h }];
        this.frames = {};
        this.customData = {};
    }

    add(name, source, x, y, w, h) {
        if (this.frames[name]) return null;
        return (this.frames[name] = new Frame(this, name, source, x, y, w, h));
    }
}

/** The frames of either form as [name, data]. */
function framesOf(json) {
    return Array.isArray(json.frames)
        ? json.frames.map((it) => [it.filename, it])
        : Object.entries(json.frames);
}

function checkPhaser(json, size) {
    const texture = new PhaserTexture(size);
    const parse = Array.isArray(json.frames) ? jsonArray : jsonHash;
    assert.equal(parse(texture, 0, json), texture);
    for (const [name, data] of framesOf(json)) {
        const frame = texture.frames[name];
        assert.ok(frame, `Phaser has no frame ${name}`);
        assert.deepEqual(
            [frame.cutX, frame.cutY, frame.cutWidth, frame.cutHeight],
            [data.frame.x, data.frame.y, data.frame.w, data.frame.h],
        );
        assert.deepEqual([frame.realWidth, frame.realHeight], [data.sourceSize.w, data.sourceSize.h]);
        assert.deepEqual([frame.x, frame.y], [data.spriteSourceSize.x, data.spriteSourceSize.y]);
        assert.equal(frame.customPivot, data.pivot !== undefined);
        if (data.pivot) assert.deepEqual([frame.pivotX, frame.pivotY], [data.pivot.x, data.pivot.y]);
        if (data.scale9Borders) assert.ok(frame.data.scale9);
    }
    if (!json.meta.frameTags) return 0;
    // `this.anims.createFromAseprite(key)`: every tag becomes an animation of frames that exist.
    const manager = { game: { cache: { json: { get: () => json } } }, create: (config) => config };
    const made = AnimationManager.prototype.createFromAseprite.call(manager, 'key');
    assert.equal(made.length, json.meta.frameTags.length);
    for (const [idx, animation] of made.entries()) {
        const tag = json.meta.frameTags[idx];
        assert.equal(animation.key, tag.name);
        assert.equal(animation.frames.length, tag.to - tag.from + 1);
        const durations = json.frames.slice(tag.from, tag.to + 1).map((it) => it.duration);
        assert.deepEqual(animation.frames.map((it) => it.duration), durations);
        for (const { frame } of animation.frames) assert.ok(texture.frames[frame], frame);
    }
    return made.length;
}

async function checkPixi(json, size) {
    const source = new TextureSource({ width: size.w, height: size.h });
    const sheet = new Spritesheet({ texture: new Texture({ source }), data: json });
    await sheet.parse();
    const scale = parseFloat(json.meta.scale);
    const entries = Array.isArray(json.frames) ? [...json.frames.entries()] : Object.entries(json.frames);
    for (const [key, data] of entries) {
        const texture = sheet.textures[key];
        assert.ok(texture, `PixiJS has no texture ${key}`);
        assert.deepEqual(
            [texture.frame.x, texture.frame.y, texture.frame.width, texture.frame.height],
            [data.frame.x, data.frame.y, data.frame.w, data.frame.h].map((it) => it / scale),
        );
        assert.deepEqual(
            [texture.orig.width, texture.orig.height],
            [data.sourceSize.w / scale, data.sourceSize.h / scale],
        );
        if (data.trimmed) {
            const { x, y } = data.spriteSourceSize;
            assert.deepEqual([texture.trim.x, texture.trim.y], [x / scale, y / scale]);
        }
        if (data.pivot) assert.deepEqual(texture.defaultAnchor, data.pivot);
        if (data.borders) assert.deepEqual(texture.defaultBorders, data.borders);
    }
    const wanted = Object.entries(json.animations ?? {});
    for (const [name, frames] of wanted) {
        assert.equal(sheet.animations[name].length, frames.length);
        for (const texture of sheet.animations[name]) assert.ok(texture, `${name} lacks a frame`);
    }
    return wanted.length;
}

const folder = process.argv[2];
const files = readdirSync(folder, { recursive: true })
    .filter((it) => it.endsWith('.atlas.json') || it.endsWith('.sheet.json'))
    .sort();
assert.ok(files.length > 0, `no data in ${folder}`);
for (const file of files) {
    const path = join(folder, file);
    const json = JSON.parse(readFileSync(path, 'utf8'));
    const size = pngSize(join(dirname(path), json.meta.image));
    assert.deepEqual(json.meta.size, size);
    const tags = checkPhaser(json, size);
    const animations = await checkPixi(json, size);
    console.log(`${file}: ${framesOf(json).length} frames, ${animations} animations, ${tags} tags`);
}
