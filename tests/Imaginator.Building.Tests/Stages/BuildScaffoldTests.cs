using Imaginator.Building.Stages.Commands;
using Imaginator.Building.Tests.Trees;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Tests.Stages;

public sealed class BuildScaffoldTests : IDisposable
{
    private const string PolicyPath = "usr/sbin/policy-rc.d";

    private readonly TestTree _image = new();

    public void Dispose() => _image.Dispose();

    [Fact]
    public void TemporaryDirectories_AreThere_AndDoNotStay()
    {
        using var tree = TreeRoot.OpenImage(_image.Path);
        var scaffold = BuildScaffold.Raise(tree, isolated: false);
        Assert.Equal(0x3FFu, _image.Mode("tmp"));
        Assert.Equal(0x3FFu, _image.Mode("var/tmp"));
        Assert.Equal(0x1EDu, _image.Mode("run"));
        _image.File("tmp/deep/left-over");
        scaffold.Remove();
        scaffold.Remove();
        Assert.Empty(_image.Entries());
    }

    [Fact]
    public void WhatCommandsMakeThere_Stays_AsDoesWhatTheImageHas()
    {
        _image.Make("tmp").Make("var/tmp").Link("run", "var/run");
        var before = _image.Mode("tmp");
        using var tree = TreeRoot.OpenImage(_image.Path);
        var scaffold = BuildScaffold.Raise(tree, isolated: false);
        Assert.Equal(before, _image.Mode("tmp"));
        scaffold.Remove();
        Assert.Equal(["/run", "/tmp/", "/var/", "/var/tmp/"], _image.Entries());

        Directory.Delete(_image["tmp"]);
        File.Delete(_image["run"]);
        scaffold = BuildScaffold.Raise(tree, isolated: false);
        _image.File("run/sshd/pid");
        scaffold.Remove();
        Assert.Equal(["/run/", "/run/sshd/", "/run/sshd/pid", "/var/", "/var/tmp/"], _image.Entries());
    }

    [Fact]
    public void HostsFile_IsThereWithoutNetwork_AndDoesNotStay()
    {
        _image.Make("etc").Make("run").Make("tmp").Make("var/tmp");
        using var tree = TreeRoot.OpenImage(_image.Path);
        var scaffold = BuildScaffold.Raise(tree, isolated: true);
        Assert.Contains("127.0.0.1\tlocalhost\n", _image.Read("etc/hosts"), StringComparison.Ordinal);
        scaffold.Remove();
        Assert.False(File.Exists(_image["etc/hosts"]));

        scaffold = BuildScaffold.Raise(tree, isolated: true);
        File.AppendAllText(_image["etc/hosts"], "192.0.2.1 mirror\n");
        scaffold.Remove();
        Assert.EndsWith("192.0.2.1 mirror\n", _image.Read("etc/hosts"), StringComparison.Ordinal);

        _image.File("etc/hosts", "own");
        BuildScaffold.Raise(tree, isolated: true).Remove();
        Assert.Equal("own", _image.Read("etc/hosts"));
        File.Delete(_image["etc/hosts"]);
        BuildScaffold.Raise(tree, isolated: false);
        Assert.False(File.Exists(_image["etc/hosts"]));
    }

    [Fact]
    public void Services_AreForbidden_AndNothingStays()
    {
        _image.Make("usr/sbin").Make("run").Make("tmp").Make("var/tmp");
        using var tree = TreeRoot.OpenImage(_image.Path);
        var before = _image.Entries();
        var scaffold = BuildScaffold.Raise(tree, isolated: false);
        scaffold.IgnoreRequests();
        Assert.EndsWith("exit 101\n", _image.Read(PolicyPath), StringComparison.Ordinal);
        Assert.Equal(0x1EDu, _image.Mode(PolicyPath));
        File.Delete(_image[PolicyPath]);
        scaffold.IgnoreRequests();
        Assert.True(File.Exists(_image[PolicyPath]));
        scaffold.Remove();
        Assert.Equal(before, _image.Entries());

        // What a killed build left in a tree that outlives it.
        BuildScaffold.Raise(tree, isolated: false).IgnoreRequests();
        scaffold = BuildScaffold.Raise(tree, isolated: false);
        scaffold.IgnoreRequests();
        scaffold.Remove();
        Assert.Equal(before, _image.Entries());
    }

    [Fact]
    public void PolicyOfTheImage_IsKept()
    {
        _image.File(PolicyPath, "#!/bin/sh\nexit 0\n");
        using var tree = TreeRoot.OpenImage(_image.Path);
        var scaffold = BuildScaffold.Raise(tree, isolated: false);
        scaffold.IgnoreRequests();
        scaffold.Remove();
        Assert.Equal("#!/bin/sh\nexit 0\n", _image.Read(PolicyPath));

        // Written over ours, as scripts do.
        File.Delete(_image[PolicyPath]);
        scaffold.IgnoreRequests();
        _image.File(PolicyPath, "#!/bin/sh\nexit 104\n");
        scaffold.IgnoreRequests();
        scaffold.Remove();
        Assert.Equal("#!/bin/sh\nexit 104\n", _image.Read(PolicyPath));

        // A dangling link decides, too.
        File.Delete(_image[PolicyPath]);
        _image.Link(PolicyPath, "/opt/policy");
        scaffold.IgnoreRequests();
        scaffold.Remove();
        Assert.Equal("/opt/policy", _image.LinkTarget(PolicyPath));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PolicyThatIsAnAlternative_GetsItsLink(bool anotherCommandFollows)
    {
        _image.Make("usr/sbin");
        using var tree = TreeRoot.OpenImage(_image.Path);
        var scaffold = BuildScaffold.Raise(tree, isolated: false);
        scaffold.IgnoreRequests();
        _image.Link("etc/alternatives/policy-rc.d", "/usr/sbin/zg-policy-rc.d");
        if (anotherCommandFollows)
        {
            scaffold.IgnoreRequests();
            Assert.Equal("/etc/alternatives/policy-rc.d", _image.LinkTarget(PolicyPath));
        }

        scaffold.Remove();
        Assert.Equal("/etc/alternatives/policy-rc.d", _image.LinkTarget(PolicyPath));
    }

    [Fact]
    public void LinksOfTheImage_LeadNowhereOutside()
    {
        using var outside = new TestTree();
        outside.Make("sbin");
        _image.Link("usr/sbin", outside["sbin"]).Link("tmp", outside["tmp"]).Link("var", outside.Path).Link("etc", outside.Path);
        using var tree = TreeRoot.OpenImage(_image.Path);
        var before = _image.Entries();
        var scaffold = BuildScaffold.Raise(tree, isolated: true);
        scaffold.IgnoreRequests();
        scaffold.Remove();
        Assert.Equal(["/sbin/"], outside.Entries());
        Assert.Equal(before, _image.Entries());
    }
}
