#!/bin/bash
# usage: boot-systemd.sh ROOT SHARED
# Boots the systemd of ROOT as the first process of namespaces of its own, with SHARED on /srv. This process ends when that machine goes down.
set -eu
export root=$1 shared=$2

hierarchy=/sys/fs/cgroup/unified
mountpoint -q "$hierarchy" || hierarchy=/sys/fs/cgroup
group=$hierarchy/slipway-$$
mkdir "$group"
echo $$ >"$group/cgroup.procs"

exec unshare --mount --pid --net --uts --ipc --cgroup --fork --kill-child --propagation private bash -eu -c '
mount --bind "$root" "$root"
mount --bind "$shared" "$root/srv"
cd "$root"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
mount -t tmpfs tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
while read -r name major minor; do mknod -m 666 "dev/$name" c "$major" "$minor"; done <<END
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
END

# The kernel went on running: what a reboot would have changed is changed here, and its settings are not for guests.
cat proc/sys/kernel/random/uuid >run/boot_id
mount --bind run/boot_id proc/sys/kernel/random/boot_id
mount --rbind proc/sys proc/sys
mount -o remount,ro,bind proc/sys

pivot_root . mnt
umount -l /mnt
ip link set lo up
exec env -i container=slipway PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=journal --show-status=0 </dev/null
'
