#!/usr/bin/env bash
# machine.sh ROOT PACKAGE SCRIPT [--systemd]: runs a script in a separate machine and prints the output of the script. The machine
# consists of ROOT below a temporary layer, with its own processes, mounts, devices, network, host name and control groups. PACKAGE
# is /package.deb in it. The script is the first process; with --systemd, systemd is the first process and starts the script as a
# service. The machine is removed afterwards.
set -euo pipefail
root=$1 package=$2 script=$3 first=${4:-}
layer=$(mktemp -d "${TMPDIR:-/tmp}/imaginator-machine-XXXXXX")
output="$layer/output"
: >"$output"

# Control groups in all hierarchies, of version 1 and 2, because systemd uses all of them. The name identifies the owner, like the
# names of the groups of builds: imaginator-PID-STARTTIME-UNIQUE.
groups=()
name="imaginator-$$-$(sed -E 's/^.*\) //' "/proc/$$/stat" | cut -d' ' -f20)-$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')"
for hierarchy in /sys/fs/cgroup /sys/fs/cgroup/*/; do
    [ ! -e "$hierarchy/cgroup.procs" ] || [ -h "${hierarchy%/}" ] || groups+=("${hierarchy%/}/$name")
    # Below version 2 alone, directories are groups, not hierarchies.
    [ ! -e /sys/fs/cgroup/cgroup.procs ] || break
done
mkdir "${groups[@]}"
for group in "${groups[@]}"; do
    # A new group of version 1 has no processors and no memory, and accepts no process without them.
    [ ! -e "$group/cpuset.mems" ] || [ -e "$group/cgroup.controllers" ] || for setting in cpuset.cpus cpuset.mems; do
        cat "$group/../$setting" >"$group/$setting"
    done
done

# shellcheck disable=SC2317 # called by the trap
clean_up() {
    for group in "${groups[@]}"; do
        # What the first process leaves behind dies with it, but not at once.
        for _ in $(seq 50); do
            find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break
            sleep 0.1
        done
    done
    rm -rf --one-file-system "$layer"
}
trap clean_up EXIT

status=0
(
    for group in "${groups[@]}"; do
        echo "$BASHPID" >"$group/cgroup.procs"
    done
    export root package script first layer output
    # shellcheck disable=SC2016 # the inner shell expands it
    exec unshare --mount --pid --net --ipc --uts --cgroup --fork --kill-child /bin/bash -euc '
        mount --make-rprivate /
        mkdir "$layer/top"
        mount -t tmpfs layer "$layer/top"
        mkdir "$layer/top"/{upper,work,root}
        mount -t overlay -o "lowerdir=$root,upperdir=$layer/top/upper,workdir=$layer/top/work" root "$layer/top/root"
        cp "$script" "$layer/top/root/script.sh"
        cd "$layer/top/root"
        touch output package.deb
        mount --bind "$output" output
        mount --bind "$package" package.deb
        hostname clean
        echo "127.0.0.1 localhost clean" >etc/hosts
        ip link set lo up

        mount -t proc -o nosuid,nodev,noexec proc proc
        mount -t sysfs -o nosuid,nodev,noexec sys sys
        if [ -e /sys/fs/cgroup/cgroup.procs ]; then
            mount -t cgroup2 none sys/fs/cgroup
        else
            mount -t tmpfs -o mode=755 groups sys/fs/cgroup
            mkdir sys/fs/cgroup/unified
            mount -t cgroup2 none sys/fs/cgroup/unified
            # ID:CONTROLLERS:PATH, ID:name=NAME:PATH
            sed -n "s/^[1-9][0-9]*:\([^:]*\):.*/\1/p" /proc/self/cgroup | while read -r controllers; do
                mkdir "sys/fs/cgroup/${controllers#name=}"
                mount -t cgroup -o "$controllers" none "sys/fs/cgroup/${controllers#name=}"
            done
        fi
        mount -t tmpfs -o mode=755 dev dev
        # New nodes: the first process changes owner and mode of its console, and those of the host are in use.
        while read -r device major minor mode; do
            mknod -m "$mode" "dev/$device" c "$major" "$minor"
        done <<END
null 1 3 666
zero 1 5 666
full 1 7 666
random 1 8 666
urandom 1 9 666
tty 5 0 666
console 1 3 600
END
        mkdir dev/pts dev/shm
        mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
        ln -s pts/ptmx dev/ptmx
        mount -t tmpfs -o mode=755 run run
        # The trees of builds are layered too, which a layer cannot be.
        mkdir -p var/lib/imaginator
        mount -t tmpfs -o mode=755 state var/lib/imaginator

        mkdir .old
        pivot_root . .old
        cd /
        umount -l /.old
        rmdir /.old
        export -n root package script first layer output
        environment=(HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive)
        if [ "$first" != --systemd ]; then
            exec env -i "${environment[@]}" /bin/bash /script.sh >>/output 2>&1
        fi

        printf "%s\n" "[Unit]" After=multi-user.target "[Service]" Type=oneshot "Environment=${environment[*]}" \
            "ExecStart=/bin/bash /script.sh" StandardOutput=append:/output StandardError=append:/output \
            "ExecStopPost=/bin/systemctl exit" >/etc/systemd/system/test.service
        ln -s ../test.service /etc/systemd/system/multi-user.target.wants/
        exec env -i container=test "${environment[@]}" /lib/systemd/systemd --log-target=null --show-status=no
    '
) || status=$?
cat "$output"
exit "$status"
