using Imaginator.Building.Sandboxing.ControlGroups;

namespace Imaginator.Building.Tests.Sandboxing.ControlGroups;

public sealed class ControlGroupMountTests
{
    [Fact]
    public void Finds_VersionTwo()
    {
        var mount = Assert.Single(ControlGroupMount.Parse(
            "30 22 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n", "0::/system.slice/imaginator.service\n"));
        Assert.Equal(new ControlGroupMount("/sys/fs/cgroup", "/sys/fs/cgroup/system.slice/imaginator.service", true, Controllers.None), mount);
    }

    [Fact]
    public void Finds_BothVersionsSideBySide()
    {
        var mounts = ControlGroupMount.Parse(
            """
            31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:5 - cgroup cgroup rw,cpu,cpuacct
            32 30 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            33 30 0:29 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
            34 30 0:30 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer
            35 30 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
            36 30 0:28 / /elsewhere/memory rw - cgroup cgroup rw,memory
            """,
            "4:memory:/user/0\n3:pids:/\n2:cpu,cpuacct:/user\n1:name=systemd:/x\n0::/\n");
        Assert.Equal(
            [
                new("/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct/user", false, Controllers.Cpu),
                new("/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/user/0", false, Controllers.Memory),
                new("/sys/fs/cgroup/pids", "/sys/fs/cgroup/pids", false, Controllers.Processes),
                new("/sys/fs/cgroup/unified", "/sys/fs/cgroup/unified", true, Controllers.None),
            ],
            mounts);
    }

    [Fact]
    public void Finds_TheOwnGroupInsideAContainer()
    {
        // Only the container's part is mounted, at the place of the whole.
        var mount = Assert.Single(ControlGroupMount.Parse(
            "32 30 0:28 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n", "4:memory:/docker/abc/sub\n"));
        Assert.Equal("/sys/fs/cgroup/memory/sub", mount.OwnDirectory);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage\n - \n1 2 3 - cgroup\n - cgroup2 x y")]
    [InlineData("32 30 0:28 / / rw - ext4 /dev/sda rw")]
    public void Finds_NothingWhereThereIsNothing(string mountInfo) => Assert.Empty(ControlGroupMount.Parse(mountInfo, "garbage"));
}
