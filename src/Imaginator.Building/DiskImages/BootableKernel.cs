using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Imaginator.Building.Manifests;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.DiskImages;

/// <summary>A kernel in the <c>/boot</c> of a tree.</summary>
/// <param name="Version">The version: the rest of the file name.</param>
/// <param name="InitialRamDisk">The file name of the initial RAM disk; null for none.</param>
internal sealed partial record BootableKernel(string Version, string? InitialRamDisk)
{
    private const string Prefix = "vmlinuz-";

    /// <summary>The file name.</summary>
    public string FileName => Prefix + Version;

    /// <summary>Finds the kernels of a tree, the newest first.</summary>
    public static ImmutableArray<BootableKernel> FindIn(TreeRoot tree)
    {
        using var boot = tree.TryOpenDirectory("/boot");
        if (boot is null)
        {
            return [];
        }

        var names = boot.ReadEntries().ToHashSet(StringComparer.Ordinal);
        return
        [
            .. names.Where(name => KernelName().IsMatch(name))
                .OrderDescending(VersionOrder.Instance)
                .Select(name => name[Prefix.Length..])
                .Select(version => new BootableKernel(version, RamDiskNames(version).FirstOrDefault(names.Contains))),
        ];
    }

    private static string[] RamDiskNames(string version) =>
        [$"initrd.img-{version}", $"initramfs-{version}.img", $"initrd-{version}"];

    // Characters without a special meaning in a GRUB configuration.
    [GeneratedRegex(@"\Avmlinuz-[A-Za-z0-9._+~-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex KernelName();
}
