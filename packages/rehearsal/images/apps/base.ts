/** In every image: a libc, a shell with the usual tools, certificates. */
export const basePackages = ["libc6", "busybox", "ca-certificates"] as const;

export const nobody = { name: "nobody", id: 65534, home: "/", shell: "/sbin/nologin" } as const;

export const searchPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
