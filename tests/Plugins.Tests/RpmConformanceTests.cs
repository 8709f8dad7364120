using Imaginator.Packagers;
using Imaginator.Plugins.Rpm;
using Imaginator.Testing;

namespace Plugins.Tests;

public sealed class RpmConformanceTests : PackagerConformance, IDisposable
{
    private const string Package = "imaginator-probe";

    private HostTree? _tree;

    // The commands are shell scripts.
    protected override IReadOnlyCollection<string> PackageTools => ["dnf"];

    protected override IPackager CreatePackager() => new PluginUnderTest(new RpmPlugin()).Get<IPackager>();

    protected override async Task<PackagerTree?> PrepareTreeAsync(CancellationToken cancellationToken)
    {
        _tree = new HostTree();
        var file = Path.Combine(_tree.Scratch, "probe.spec");
        await File.WriteAllTextAsync(
            file,
            $"""
            Name: {Package}
            Version: 1.0
            Release: 1
            Summary: A package of a test
            License: none
            BuildArch: noarch
            %description
            It has no files.
            %files

            """,
            cancellationToken);
        HostTree.Run(
            "rpmbuild", "--quiet", "-bb", "--target", "noarch", "--define", $"_topdir {_tree.Scratch}", "--define",
            $"_rpmdir {_tree.PathOf("repository")}", file);
        HostTree.Run("createrepo_c", "-q", _tree.PathOf("repository"));

        _tree.Empty("etc/yum.repos.d");
        _tree.Write("etc/dnf/dnf.conf", "[main]\ngpgcheck=0\n");
        _tree.Write("etc/yum.repos.d/test.repo", "[test]\nname=Test\nbaseurl=file:///repository\n");
        return new PackagerTree(_tree.FullName, Package);
    }

    public void Dispose() => _tree?.Dispose();
}
