// Small disks and read-only ones: real mounts in a directory of the test's, gone when it ends. They need root; elsewhere the
// tests are skipped, and say why.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

function mount(...args: string[]): void {
  execFileSync("mount", args, { stdio: "pipe" });
}

function obstacle(): string | undefined {
  const directory = mkdtempSync(path.join(tmpdir(), "mockbuster-mount-"));
  try {
    mount("-t", "tmpfs", "-o", "size=64k", "tmpfs", directory);
    execFileSync("umount", [directory]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.trim() : String(error);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Why nothing can be mounted here; undefined where it can. */
export const mountingFault = obstacle();

function unmountLater(directory: string): void {
  onTestFinished(() => void execFileSync("umount", ["-l", directory]));
}

export interface DiskSize {
  /** As mount takes it: `8m`. */
  readonly size: string;
  /** Files and directories there may be, the root among them. */
  readonly inodes?: number;
}

/** A disk of its own at `directory`, which is made where it is missing. */
export function mountDisk(directory: string, { size, inodes }: DiskSize): string {
  mkdirSync(directory, { recursive: true });
  mount(
    "-t",
    "tmpfs",
    "-o",
    [`size=${size}`, ...(inodes === undefined ? [] : [`nr_inodes=${inodes}`])].join(","),
    "tmpfs",
    directory,
  );
  unmountLater(directory);
  return directory;
}

/** Shows `source` at `directory` as well, where nothing can be written. */
export function mountReadOnly(source: string, directory: string): string {
  mkdirSync(directory, { recursive: true });
  mount("--bind", source, directory);
  unmountLater(directory);
  mount("-o", "remount,ro,bind", directory);
  return directory;
}

/** Writes, with ever larger numbers, until the disk takes no more. */
function untilFull(write: (number: number) => void): void {
  try {
    for (let number = 0; ; number++) write(number);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
  }
}

/** Takes all the room that the disk of `directory` has; the function that gives it back. */
export function fillDisk(directory: string): () => void {
  const ballast = path.join(directory, "ballast");
  for (const size of [2 ** 20, 2 ** 12]) untilFull(() => writeFileSync(ballast, Buffer.alloc(size), { flag: "a" }));
  return () => rmSync(ballast);
}

/** Makes files until the disk of `directory` takes no more; the function that removes them. */
export function useUpInodes(directory: string): () => void {
  const files: string[] = [];
  untilFull((number) => {
    const file = path.join(directory, `ballast-${number}`);
    writeFileSync(file, "");
    files.push(file);
  });
  return () => {
    for (const file of files) rmSync(file);
  };
}
