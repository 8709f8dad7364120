using System.IO.Compression;
using System.Xml;
using Imaginator.Files;
using Imaginator.Quantities;
using NuGet.Packaging;
using NuGet.Packaging.Core;

namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>The package of a plugin: a NuGet package of the type <c>ImaginatorPlugin</c> with the files <c>plugin/NAME/...</c>.</summary>
internal sealed class PackageArchive : IDisposable
{
    /// <summary>The package type.</summary>
    public const string TypeName = "ImaginatorPlugin";

    private const string TopFolder = "plugin";
    private const int MaximumManifestBytes = 1024 * 1024;

    private readonly PackageLimits _limits;
    private readonly ZipArchive _zip;

    private PackageArchive(Stream stream, PackageLimits limits)
    {
        _limits = limits;
        _zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        if (_zip.Entries.Count > limits.Files)
        {
            throw new ImaginatorException($"it contains more than {limits.Files} files");
        }

        if (_zip.Entries.Any(entry => !entry.FullName.Contains('/', StringComparison.Ordinal)
            && entry.FullName.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase) && entry.Length > MaximumManifestBytes))
        {
            throw new ImaginatorException("its manifest is larger than 1 MiB");
        }

        using var package = new PackageArchiveReader(stream, leaveStreamOpen: true);
        var manifest = package.NuspecReader;
        (Id, Version) = (manifest.GetId() ?? "", manifest.GetVersion().ToNormalizedString());
        if (!manifest.GetPackageTypes().Any(type => PackageType.PackageTypeNameComparer.Equals(type.Name, TypeName)))
        {
            throw new ImaginatorException($"it is not the package of a plugin: its manifest does not contain the package type {TypeName}");
        }
    }

    public string Id { get; }

    /// <summary>The version in its normal form.</summary>
    public string Version { get; }

    /// <summary>Opens a package. The stream must stay open as long as the archive.</summary>
    /// <exception cref="ImaginatorException">It is not the package of a plugin; the message is a clause about it.</exception>
    public static PackageArchive Open(Stream stream, PackageLimits limits)
    {
        try
        {
            return new PackageArchive(stream, limits);
        }
        catch (Exception e) when (e is InvalidDataException or PackagingException or XmlException or ArgumentException)
        {
            throw new ImaginatorException($"it is not a NuGet package, or it is damaged: {e.Clause()}", e);
        }
    }

    /// <summary>The name of the plugin in the package.</summary>
    public string FindPluginName()
    {
        var names = PluginFiles().Select(file => file.Path[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return names switch
        {
            [] => throw new ImaginatorException($"it contains no file below {TopFolder}/NAME"),
            [var name] => name,
            _ => throw new ImaginatorException($"it contains more than one plugin: {string.Join(", ", names.Take(3))}"),
        };
    }

    /// <summary>Writes the files of the plugin to an empty directory.</summary>
    public async Task ExtractAsync(string directory, CancellationToken cancellationToken)
    {
        var remaining = _limits.ExpandedBytes;
        foreach (var (path, entry) in PluginFiles())
        {
            var folder = directory;
            foreach (var segment in path[1..^1])
            {
                folder = Path.Combine(folder, segment);
                MakeDirectory(folder);
            }

            remaining -= await ExtractAsync(entry, Path.Combine(folder, path[^1]), remaining, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _zip.Dispose();

    private static void MakeDirectory(string path)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, PluginDirectory.ModeOfDirectories);
        }
    }

    private async Task<long> ExtractAsync(ZipArchiveEntry entry, string path, long remaining, CancellationToken cancellationToken)
    {
        try
        {
            await using var contents = entry.Open();
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            File.SetUnixFileMode(file.SafeFileHandle, PluginDirectory.ModeOfFiles);

            // The size that the archive states can be wrong.
            await using var limited = new LimitedStream(file, remaining);
            await contents.CopyToAsync(limited, cancellationToken);

            // The plugin takes its place with a rename, which can reach the disk before its files.
            file.Flush(flushToDisk: true);
            return file.Length;
        }
        catch (InvalidDataException e)
        {
            throw new ImaginatorException($"\"{entry.FullName}\" is damaged: {e.Clause()}", e);
        }
        catch (ImaginatorException e)
        {
            throw new ImaginatorException($"its files are larger than {ByteSize.Describe(_limits.ExpandedBytes)}", e);
        }
        catch (IOException e)
        {
            throw new ImaginatorException($"\"{entry.FullName}\" cannot be written: {e.Clause()}", e);
        }
    }

    /// <summary>The files below <c>plugin</c>, with the segments of their paths after it.</summary>
    private IEnumerable<(string[] Path, ZipArchiveEntry Entry)> PluginFiles()
    {
        foreach (var entry in _zip.Entries)
        {
            // NuGet escapes names as in URLs. Unescaped before they are checked: %2E%2E is a parent directory.
            var name = Uri.UnescapeDataString(entry.FullName);
            var path = name.Split('/');
            if (path[0] != TopFolder || name.EndsWith('/'))
            {
                continue;
            }

            if (path.Length < 3 || path.Any(segment => !IsSafe(segment)) || !PackageOperand.IsPluginName(path[1])
                || (path.Length == 3 && InstalledPackage.IsRecord(path[2])))
            {
                throw new ImaginatorException($"it contains a file with the invalid path \"{FileName.ToDisplay(name)}\"");
            }

            yield return (path[1..], entry);
        }
    }

    private static bool IsSafe(string segment) =>
        segment is not ("" or "." or "..") && !segment.Contains('\\', StringComparison.Ordinal) && !segment.Any(char.IsControl);
}
