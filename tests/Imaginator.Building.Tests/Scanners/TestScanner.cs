using Imaginator.Building.Sandboxing;
using Imaginator.Building.Sandboxing.ControlGroups;
using Imaginator.Building.Tests.Sandboxing;
using Imaginator.ImageStores;
using Imaginator.Scanning;
using Imaginator.Scanning.Filtering;

namespace Imaginator.Building.Scanners;

/// <summary>Scanners of tests, which have the published program.</summary>
internal static class TestScanner
{
    private static readonly ScannerFactory Factory =
        new(new SandboxFactory(SandboxProgram.Path, TimeProvider.System), TimeProvider.System);

    public static Scanner Start(ScannedTree tree, SandboxLimits? limits = null) =>
        Factory.Start(tree, limits ?? SandboxLimits.ForThisMachine());

    /// <summary>Scans a tree with a process of its own.</summary>
    public static async Task<ScanResult> ScanAsync(
        ScannedTree tree, bool consumesFiles, PathFilter? filter, IImageUpload upload, CancellationToken cancellationToken)
    {
        await using var scanner = Start(tree);
        return await scanner.ScanAsync(consumesFiles, filter, ScanLimits.None, upload, cancellationToken);
    }
}
