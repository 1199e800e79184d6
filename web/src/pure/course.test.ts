import assert from 'node:assert/strict';
import test from 'node:test';
import { Course } from './course.js';

const span = (in_samples: number, out_samples: number) => ({ in_samples, out_samples });

test('without a loop the line is the position, to the end of the preview', () => {
  const course = new Course();
  course.start(300, 1000, null);
  assert.equal(course.positionAt(700), 700);
  assert.equal(course.joinAfter(700), Infinity);
  assert.equal(course.end, 1000);
  assert.deepEqual(course.pieceAt(900), { position: 900, samples: 100 });
  assert.equal(course.pieceAt(1000).samples, 0);
});

test('a loop turns at its end, any number of times, without drift', () => {
  const course = new Course();
  course.start(50, 1000, span(100, 400));
  assert.equal(course.positionAt(399), 399);
  assert.equal(course.joinAfter(50), 400);
  assert.equal(course.positionAt(400), 100);
  assert.equal(course.joinAfter(400), 700);
  assert.equal(course.positionAt(400 + 300 * 1e9 + 7), 107);
  assert.equal(course.end, Infinity);
  assert.deepEqual(course.pieceAt(650), { position: 350, samples: 50 });
});

test('who starts behind the loop plays on', () => {
  const course = new Course();
  course.start(500, 1000, span(100, 400));
  assert.equal(course.positionAt(900), 900);
  assert.equal(course.end, 1000);
});

test('a loop that is taken back leaves the past as it was and plays on from where it is', () => {
  const course = new Course();
  course.start(100, 1000, span(100, 400));
  course.turn(750, null); /* in the third turn, at 150 */
  assert.equal(course.positionAt(749), 149);
  assert.equal(course.positionAt(450), 150);
  assert.equal(course.positionAt(750), 150);
  assert.equal(course.positionAt(1100), 500);
  assert.equal(course.end, 750 + 850);
});

test('a loop that is set on the way is reached from inside', () => {
  const course = new Course();
  course.start(0, 1000, null);
  course.turn(200, span(100, 300));
  assert.equal(course.joinAfter(200), 300);
  assert.equal(course.positionAt(300), 100);
  course.turn(350, span(100, 200)); /* at 150: shorter from now on */
  assert.equal(course.joinAfter(350), 400);
  assert.equal(course.positionAt(400), 100);
});

test('a loop is cut to the preview, and one outside of it is none', () => {
  const course = new Course();
  course.start(0, 1000, span(-50, 2000));
  assert.deepEqual(course.loop, span(0, 1000));
  assert.equal(course.positionAt(1000), 0);
  course.start(0, 1000, span(1000, 2000));
  assert.equal(course.loop, null);
});
