using Imaginator.Building.Tests.Sandboxing;
using Imaginator.Files;
using Imaginator.Packagers;

namespace Imaginator.Testing.Tests.Packages;

/// <summary>The suite against a <see cref="ToyPackager"/> in a small tree.</summary>
public abstract class ToyPackagerSuite(PackagerType type) : PackagerConformance, IDisposable
{
    private const string Package = "probe";

    private BusyboxRoot? _root;

    protected override IReadOnlyCollection<string> PackageTools => ["toy"];

    protected override IPackager CreatePackager() => new ToyPackager(type);

    protected override async Task<PackagerTree?> PrepareTreeAsync(CancellationToken cancellationToken)
    {
        _root = new BusyboxRoot();
        await File.WriteAllTextAsync(_root.In("bin/toy"), ToyPackager.Tool, cancellationToken);
        File.SetUnixFileMode(_root.In("bin/toy"), (UnixFileMode)FileModes.Mode0755);
        Directory.CreateDirectory(_root.In("repository"));
        Directory.CreateDirectory(_root.In("installed"));
        await File.WriteAllTextAsync(_root.In($"repository/{Package}"), "x", cancellationToken);
        await File.WriteAllTextAsync(_root.In("installed/there"), "x", cancellationToken);
        return new PackagerTree(_root.Path, Package);
    }

    public void Dispose()
    {
        _root?.Dispose();
        GC.SuppressFinalize(this);
    }
}
