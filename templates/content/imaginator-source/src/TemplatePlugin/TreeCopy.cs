using Imaginator.Manifests;

namespace TemplateNamespace;

/// <summary>Copies files, directories and symbolic links. Links are copied and never followed: a manifest is untrusted.</summary>
internal sealed class TreeCopy(string displayUrl, CancellationToken cancellationToken)
{
    private const int MaximumDepth = 100;
    private const long MaximumBytes = 1L << 30;

    private long _bytes;

    /// <summary>Finds a directory below another one; null if it does not exist.</summary>
    public string? FindDirectory(string root, string relativePath)
    {
        var path = root;
        foreach (var name in relativePath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, name);
            if (name is "." or ".." || new DirectoryInfo(path) is not { Exists: true, LinkTarget: null })
            {
                return null;
            }
        }

        return path;
    }

    /// <summary>Copies the contents of a directory to another one, which exists.</summary>
    public void CopyDirectory(string source, string target, int depth = 0)
    {
        if (depth > MaximumDepth)
        {
            throw Refuse(ManifestFetchError.TooLarge, $"it has more than {MaximumDepth} nested directories");
        }

        foreach (var entry in new DirectoryInfo(source).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var copy = Path.Combine(target, entry.Name);
            if (entry.LinkTarget is { } linkTarget)
            {
                File.CreateSymbolicLink(copy, linkTarget);
            }
            else if (entry is DirectoryInfo directory)
            {
                Directory.CreateDirectory(copy);
                CopyDirectory(directory.FullName, copy, depth + 1);
            }
            else
            {
                CopyFile(entry.FullName, copy);
            }
        }
    }

    /// <summary>Copies one file with a relative path. Does nothing if the source does not contain it.</summary>
    public void CopyFileIfExists(string source, string relativePath, string target)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var parent = Path.GetDirectoryName(relativePath) ?? "";
        var name = Path.GetFileName(relativePath);
        if (name is not ("" or "." or "..")
            && FindDirectory(source, parent) is { } directory
            && new FileInfo(Path.Combine(directory, name)) is { Exists: true, LinkTarget: null } file)
        {
            Directory.CreateDirectory(Path.Combine(target, parent));
            CopyFile(file.FullName, Path.Combine(target, relativePath));
        }
    }

    private void CopyFile(string source, string target)
    {
        _bytes += new FileInfo(source).Length;
        if (_bytes > MaximumBytes)
        {
            throw Refuse(ManifestFetchError.TooLarge, $"its files are larger than {MaximumBytes} bytes");
        }

        try
        {
            // With the permissions of the file.
            File.Copy(source, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The message of the exception contains the path, which can be secret.
            throw Refuse(ManifestFetchError.BadContents, $"cannot copy \"{Path.GetFileName(source)}\"");
        }
    }

    private ManifestFetchException Refuse(ManifestFetchError reason, string cause) =>
        new(reason, $"cannot fetch the manifest {displayUrl}: {cause}");
}
