/* Files out of fields and drops, folders walked through. */
import type { Chosen } from './choosing.js';

export function ofField(files: FileList | null): readonly Chosen[] {
  return [...(files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/* To be called while the drop is handled: what was dropped is gone afterwards. */
export async function ofDrop(data: DataTransfer): Promise<readonly Chosen[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  const loose = [...data.files];
  if (entries.every((entry) => entry === null))
    return loose.map((file) => ({ path: file.name, file }));
  const all = await Promise.all(entries.map((entry) => (entry ? walk(entry) : [])));
  return all.flat();
}

async function walk(entry: FileSystemEntry): Promise<readonly Chosen[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const get = new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
    return [{ path, file: await get }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: FileSystemEntry[] = [];
  for (let part = await read(reader); part.length > 0; part = await read(reader))
    found.push(...part);
  return (await Promise.all(found.map(walk))).flat();
}

/* Some of a folder at a time; none: that was all. */
const read = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((done, fail) => reader.readEntries(done, fail));
