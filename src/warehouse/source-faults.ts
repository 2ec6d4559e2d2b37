// The coded errors of files that cannot be loaded, each naming the file and the place in it. It reads nothing.

import { CodedError } from "../errors.ts";

export function sourceTruncated(file: string, fault: string): CodedError {
  return new CodedError("source-truncated", `${file} has been cut off: ${fault}.`);
}

/** `byte` counts from 0. */
export function sourceNotUtf8(file: string, line: number, byte: number): CodedError {
  return new CodedError("source-not-utf8", `${file} is not UTF-8 text: line ${line}, byte ${byte} of the file.`);
}

export function sourceRowTooLong(file: string, line: number, bytes: number): CodedError {
  return new CodedError(
    "source-row-too-long",
    `The row that begins on line ${line} of ${file} has over ${bytes} bytes.`,
  );
}

export function sourceHeaderDiffers(file: string, header: string, expected: string): CodedError {
  return new CodedError(
    "source-header-differs",
    `Line 1 of ${file} must be ${JSON.stringify(expected)}, but is ${JSON.stringify(shortened(header))}.`,
  );
}

export function sourceMissing(files: readonly string[], directory: string): CodedError {
  return new CodedError("source-missing", `${files.join(", ")} cannot be found in ${directory}.`);
}

const longestShown = 300;

function shortened(text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}...`;
}
