#!/bin/sh
# A container that serves a port of 127.0.0.1, by Podman: `publish.sh FOLDER PORT`, in a mount
# namespace of its own. The image is one busybox, made here, so that nothing is fetched; all that
# Podman keeps is in FOLDER, as its storage.conf says.
set -eu
folder=$1 port=$2

# crun refuses a machine with control groups of both kinds; nothing here needs those of the new one.
umount -l /sys/fs/cgroup/unified 2>/dev/null || true

mkdir -p "$folder/image/bin"
cp /bin/busybox "$folder/image/bin/"
tar -C "$folder/image" -cf "$folder/image.tar" .
export CONTAINERS_STORAGE_CONF="$folder/storage.conf"
cat > "$CONTAINERS_STORAGE_CONF" <<END
[storage]
driver = "vfs"
graphroot = "$folder/storage"
runroot = "$folder/run"
END
podman import --quiet "$folder/image.tar" shop:1
# Limits that are no higher than anybody's: Podman would raise them, which not every machine allows.
exec podman run --rm --name shop-web --cgroups=disabled --ulimit nofile=1024:1024 --ulimit nproc=1000:1000 \
  --network slirp4netns --publish "127.0.0.1:$port:80" shop:1 \
  /bin/busybox sh -c 'trap exit TERM; /bin/busybox httpd -f -p 80 & echo serving; wait'
