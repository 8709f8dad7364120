using Imaginator.Packagers;
using Imaginator.Testing;

namespace Samples.Pacman.Tests;

/// <summary>The conformance suite, with all verbs in a tree whose repository contains one package.</summary>
public sealed class PacmanTests : PackagerConformance, IDisposable
{
    private const string Package = "imaginator-probe";

    private MachineTree? _tree;

    protected override IPackager CreatePackager() => new PluginUnderTest(new PacmanPlugin()).Get<IPackager>();

    protected override Task<PackagerTree?> PrepareTreeAsync(CancellationToken cancellationToken)
    {
        _tree = new MachineTree();
        var package = _tree.MakeDirectory("package");
        Directory.CreateDirectory(Path.Combine(package, "etc"));
        File.WriteAllText(Path.Combine(package, "etc", Package), "1.0\n");
        File.WriteAllText(
            Path.Combine(package, ".PKGINFO"), $"pkgname = {Package}\npkgver = 1.0-1\narch = any\nbuilddate = 1\nsize = 4\n");
        var file = _tree.PathOf($"repository/{Package}-1.0-1-any.pkg.tar.gz");
        MachineTree.Run("tar", "-czf", file, "-C", package, ".PKGINFO", "etc");
        MachineTree.Run("repo-add", "-q", _tree.PathOf("repository/test.db.tar.gz"), file);

        Directory.CreateDirectory(_tree.PathOf("var/lib/pacman"));
        File.WriteAllText(
            _tree.PathOf("etc/pacman.conf"),
            "[options]\nArchitecture = auto\nSigLevel = Never\n[test]\nServer = file:///repository\n");
        return Task.FromResult<PackagerTree?>(new PackagerTree(_tree.FullName, Package));
    }

    public void Dispose() => _tree?.Dispose();
}
