using System.Collections.Immutable;
using System.Text.Json;
using Imaginator.Linux.Storage;

namespace Imaginator.Hosting.PluginCommands.Packages;

/// <summary>The package that a plugin was installed from, as a file in the folder of the plugin.</summary>
/// <param name="Id">The ID of the package.</param>
/// <param name="Version">Its version.</param>
/// <param name="Checksum">The SHA-512 checksum of the package, in lower-case hexadecimal.</param>
/// <param name="Sources">The sources that updates come from; empty for a package that was a file.</param>
/// <param name="Signer">The SHA-256 fingerprint of the certificate that signed the package; null if no signature was required.</param>
internal sealed record InstalledPackage(string Id, string Version, string Checksum, ImmutableArray<string> Sources, string? Signer)
{
    private const string Name = ".imaginator-package.json";
    private const int MaximumBytes = 64 * 1024;

    /// <summary>Whether an entry of a package would replace the record.</summary>
    public static bool IsRecord(string name) => name == Name;

    /// <summary>Reads the record in the folder of a plugin; null if the plugin was not installed from a package.</summary>
    /// <exception cref="ImaginatorException">The record cannot be read.</exception>
    public static InstalledPackage? TryRead(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            var package = JsonSerializer.Deserialize(RegularFile.ReadAll(path, MaximumBytes), InstalledPackageJson.Default.InstalledPackage);
            return package is { Id: not null, Version: not null, Checksum: not null, Sources.IsDefault: false }
                ? package
                : throw new ImaginatorException($"{path} is not complete; delete the folder and install the plugin again");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ImaginatorException($"cannot read {path}: {e.Clause()}; delete the folder and install the plugin again", e);
        }
    }

    /// <summary>Writes the record.</summary>
    public void Write(string folder) => DurableFile.Replace(
        Path.Combine(folder, Name),
        JsonSerializer.SerializeToUtf8Bytes(this, InstalledPackageJson.Default.InstalledPackage),
        PluginDirectory.ModeOfFiles);
}
