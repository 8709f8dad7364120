using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Imaginator.Building.Manifests;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.DiskImages;

/// <summary>A kernel in the <c>/boot</c> of a tree.</summary>
/// <param name="Version">Its version: the rest of its file's name.</param>
/// <param name="InitialRamDisk">The name of its initial RAM disk; null for none.</param>
internal sealed partial record BootableKernel(string Version, string? InitialRamDisk)
{
    private const string Prefix = "vmlinuz-";

    /// <summary>The name of its file.</summary>
    public string FileName => Prefix + Version;

    /// <summary>Finds the kernels of a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <returns>The kernels, the newest first.</returns>
    /// <exception cref="LinuxException"><c>/boot</c> cannot be read.</exception>
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

    // Letters that mean nothing in a GRUB configuration.
    [GeneratedRegex(@"\Avmlinuz-[A-Za-z0-9._+~-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex KernelName();
}
