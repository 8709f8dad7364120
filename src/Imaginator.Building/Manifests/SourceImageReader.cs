using Imaginator.Building.Documents;
using Imaginator.Building.Documents.Json;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.Manifests;

/// <summary>Reads from a manifest which stream it builds on, and nothing else. Thread-safe.</summary>
public static class SourceImageReader
{
    // Many times the usual length.
    private const int MaximumFileLength = 1024 * 1024;

    /// <summary>Reads the name of the source stream.</summary>
    /// <param name="directory">The manifest's directory in it; empty for the top.</param>
    /// <param name="lookup">Gives the value of a variable of the build, or null where it is unknown.</param>
    /// <returns>The name, expanded; never empty.</returns>
    /// <exception cref="ImaginatorException">There is no such file, or none that names a source image.</exception>
    public static string Read(TreeRoot tree, string directory, Func<string, string?> lookup)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(lookup);
        var path = directory.Trim('/').Length == 0 ? ManifestEntries.Manifest : $"{directory.Trim('/')}/{ManifestEntries.Manifest}";
        var faults = new FaultList();
        var header = JsonReader.Read(ReadFile(tree, path), path, faults) is { } node
            ? ManifestHeader.Read(JsonCursor.Root(node, path, faults), lookup)
            : null;
        if (header is null && !faults.HasErrors)
        {
            faults.Error(new ConfigurationLocation(path), "does not name a source image; add a SourceImage field");
        }

        return header is not null && !faults.HasErrors
            ? header.SourceImage
            : throw new ManifestException(faults.ToImmutable());
    }

    private static byte[] ReadFile(TreeRoot tree, string path)
    {
        try
        {
            using var file = tree.OpenFile(path);
            var length = RandomAccess.GetLength(file);
            if (length > MaximumFileLength)
            {
                throw new ImaginatorException($"{path} has {length} bytes; at most {MaximumFileLength} bytes are allowed");
            }

            var bytes = new byte[length];
            var read = RandomAccess.Read(file, bytes, 0);
            return bytes[..read];
        }
        catch (LinuxException e) when (e.Error is Errno.ENOENT or Errno.ENOTDIR)
        {
            throw new ImaginatorException($"file {path} not found", e);
        }
        catch (LinuxException e) when (e.Error is Errno.EINVAL or Errno.ENXIO or Errno.EISDIR)
        {
            throw new ImaginatorException($"cannot read {path}: it is not a regular file", e);
        }
        catch (IOException e)
        {
            throw new ImaginatorException($"cannot read {path}: {e.Clause()}", e);
        }
    }
}
