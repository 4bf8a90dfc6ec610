#!/usr/bin/env bash
# usage: radosgw.sh FOLDER PORT MONITOR_PORT KEY SECRET
# A Ceph of one node that keeps its objects in memory, and its S3 gateway on 127.0.0.1:PORT, until standard input ends. What it says is in FOLDER/output.log.
set -euo pipefail

folder=$1 port=$2 monitor=$3 key=$4 secret=$5
export CEPH_CONF=$folder/ceph.conf
cluster=$(cat /proc/sys/kernel/random/uuid)
disk=$(cat /proc/sys/kernel/random/uuid)

cat >"$CEPH_CONF" <<CONF
[global]
fsid = $cluster
mon initial members = a
mon host = v1:127.0.0.1:$monitor
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr2 = false
auth supported = none
auth cluster required = none
auth service required = none
auth client required = none
run dir = $folder
log file = $folder/\$name.log
osd objectstore = memstore
memstore device bytes = 2147483648
osd crush chooseleaf type = 0
osd crush update on start = false
osd class update on start = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
mon data avail crit = 0
paxos propose interval = 0.05
[mon.a]
mon addr = v1:127.0.0.1:$monitor
mon data = $folder/mon
[osd.0]
osd data = $folder/osd
[client.gateway]
rgw frontends = beast endpoint=127.0.0.1:$port
rgw dns name = 127.0.0.1
rgw override bucket index max shards = 1
rgw user max buckets = 10000
CONF

# In the foreground, and gone with this script, whatever ends it.
serve() {
    setpriv --pdeathsig KILL "$@" -f </dev/null 3<&- &
}

exec 3<&0 >>"$folder/output.log" 2>&1
mkdir "$folder/mon" "$folder/osd"
monmaptool --create --fsid "$cluster" --addv a "[v1:127.0.0.1:$monitor]" "$folder/monmap"
ceph-mon -i a --mkfs --monmap "$folder/monmap"
serve ceph-mon -i a
timeout 60 ceph osd new "$disk" 0
# Not left to the OSD, which at times asks before it knows whom, and gives up.
timeout 60 ceph osd crush add osd.0 1 root=default host=tests
# Under another identity it would never be taken in.
ceph-osd -i 0 --mkfs --osd-uuid "$disk"
serve ceph-osd -i 0
timeout 60 radosgw-admin user create --uid=tests --display-name=tests --access-key="$key" --secret="$secret"
serve radosgw -n client.gateway

# Until whoever started this goes, or one of them.
{ read -r <&3 || true; } &
wait -n || true
# shellcheck disable=SC2046
kill -KILL $(jobs -p)
wait
