/** Names and sizes of a host's ZFS pools. */
export const pools = { safe: "8G", tank: "8G" } as const;

const options =
  "-o ashift=12 -O compression=zstd -O atime=off -O xattr=sa -O acltype=posix -O canmount=off -O mountpoint=none";

/** A shell command that makes the pools where they are missing. Pure. @param device what a pool is made of */
export function poolsCommand(device: (name: string, index: number) => string): string {
  return Object.keys(pools)
    .map((name, index) => {
      return `zpool list ${name} >/dev/null 2>&1 || zpool create ${options} ${name} ${device(name, index)}`;
    })
    .join(" && ");
}
