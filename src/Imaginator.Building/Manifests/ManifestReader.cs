using System.Collections.Immutable;
using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Manifests;

/// <summary>
/// Reads the entries of a manifest directory within bounds. Links inside the manifest are followed; everything that
/// cannot be read becomes a fault. Not thread-safe.
/// </summary>
internal sealed class ManifestReader(TreeRoot manifest, FaultList faults)
{
    /// <summary>The maximum length of a list or JSON file in bytes.</summary>
    public const int MaximumFileLength = 4 * 1024 * 1024;

    /// <summary>Where faults go.</summary>
    public FaultList Faults => faults;

    /// <summary>The names at the top of the manifest.</summary>
    public IReadOnlyList<string> Names() => manifest.Directory.ReadEntries();

    /// <summary>Whether the manifest has an entry of this name and any type.</summary>
    public bool Has(string name) => manifest.Directory.TryGetStatus(name) is not null;

    /// <summary>Reads a text list: a line each, without empty lines and those that start with <c>#</c>.</summary>
    /// <returns>The lines, or null if there is no such file or it cannot be read.</returns>
    public ImmutableArray<TextLine>? ReadLines(string name) =>
        ReadFile(name) is { } bytes ? TextList.Parse(bytes, name, faults) : null;

    /// <summary>Reads a JSON file.</summary>
    /// <returns>Its value, or null if there is no such file, it cannot be read or is not JSON.</returns>
    public JsonCursor? ReadJson(string name) =>
        ReadFile(name) is { } bytes && JsonReader.Read(bytes, name, faults) is { } node
            ? JsonCursor.Root(node, name, faults)
            : null;

    /// <summary>Opens a directory.</summary>
    /// <returns>The directory, or null if there is none or it cannot be opened.</returns>
    public DirectoryHandle? OpenDirectory(string name) => Open(name, () => manifest.OpenDirectory(name));

    private byte[]? ReadFile(string name)
    {
        using var file = Open(name, () => manifest.OpenFile(name));
        if (file is null)
        {
            return null;
        }

        var length = RandomAccess.GetLength(file);
        if (length > MaximumFileLength)
        {
            faults.Error(new ConfigurationLocation(name), $"has {length} bytes; at most {MaximumFileLength} bytes are allowed");
            return null;
        }

        var buffer = new byte[length];
        var filled = 0;
        while (filled < length && RandomAccess.Read(file, buffer.AsSpan(filled), filled) is > 0 and var read)
        {
            filled += read;
        }

        return buffer[..filled];
    }

    private T? Open<T>(string name, Func<T> open)
        where T : class
    {
        if (!Has(name))
        {
            return null;
        }

        try
        {
            return open();
        }
        catch (LinuxException e)
        {
            faults.Error(new ConfigurationLocation(name), e.Error switch
            {
                Errno.EINVAL or Errno.ENXIO or Errno.EISDIR => "is not a regular file; make it one",
                Errno.ENOTDIR => "is not a directory; make it one",
                Errno.ENOENT => "is a dangling link; correct or remove it",
                Errno.EXDEV => "is a link that leads out of the manifest; replace it with a copy of its target",
                _ => "cannot be read: " + e.Error.Describe(),
            });
            return null;
        }
    }
}
