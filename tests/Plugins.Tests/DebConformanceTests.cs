using System.Security.Cryptography;
using Imaginator.Packagers;
using Imaginator.Plugins.Deb;
using Imaginator.Testing;

namespace Plugins.Tests;

public sealed class DebConformanceTests : PackagerConformance, IDisposable
{
    private const string Package = "imaginator-probe";

    private const string Control =
        $"Package: {Package}\nVersion: 1.0\nArchitecture: all\nMaintainer: Test <test@example.com>\nDescription: a package of a test\n";

    private HostTree? _tree;

    // The commands are shell scripts.
    protected override IReadOnlyCollection<string> PackageTools => ["apt-get"];

    protected override IPackager CreatePackager() => new PluginUnderTest(new DebPlugin()).Get<IPackager>();

    protected override async Task<PackagerTree?> PrepareTreeAsync(CancellationToken cancellationToken)
    {
        _tree = new HostTree();
        Directory.CreateDirectory(Path.Combine(_tree.Scratch, "DEBIAN"));
        await File.WriteAllTextAsync(Path.Combine(_tree.Scratch, "DEBIAN/control"), Control, cancellationToken);
        var file = $"{Package}_1.0_all.deb";
        HostTree.Run("dpkg-deb", "--root-owner-group", "-Znone", "--build", _tree.Scratch, _tree.PathOf($"repository/{file}"));
        var contents = await File.ReadAllBytesAsync(_tree.PathOf($"repository/{file}"), cancellationToken);
        _tree.Write(
            "repository/Packages",
            $"{Control}Filename: ./{file}\nSize: {contents.Length}\nSHA256: {Convert.ToHexStringLower(SHA256.HashData(contents))}\n\n");

        _tree.Empty("etc/apt/sources.list.d");
        _tree.Empty("var/lib/apt/lists");
        _tree.Write("etc/apt/sources.list", "deb [trusted=yes] file:/repository ./\n");
        _tree.Write("etc/apt/apt.conf.d/99test", "APT::Sandbox::User \"root\";\n");
        return new PackagerTree(_tree.FullName, Package);
    }

    public void Dispose() => _tree?.Dispose();
}
