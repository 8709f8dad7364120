using System.Security.Cryptography;
using Imaginator.Files;
using Imaginator.Images;

namespace TemplateNamespace;

/// <summary>
/// The files of a store: objects/HASH, images/HASH-OF-THE-NAME, new/ for files that are not complete, and two files for locks. A file
/// appears under its name only when it is complete and on the disk.
/// </summary>
internal sealed class StoreFiles
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(10);

    private readonly string _objects;
    private readonly string _images;
    private readonly string _new;

    public StoreFiles(string root)
    {
        Root = root;
        _objects = Directory.CreateDirectory(Path.Combine(root, "objects")).FullName;
        _images = Directory.CreateDirectory(Path.Combine(root, "images")).FullName;
        _new = Directory.CreateDirectory(Path.Combine(root, "new")).FullName;
    }

    public string Root { get; }

    public string ObjectPath(ObjectHash hash) => Path.Combine(_objects, hash.ToString());

    /// <summary>A path for a file that is not complete.</summary>
    public string NewPath() => Path.Combine(_new, Guid.NewGuid().ToString("N"));

    public IEnumerable<StoredImage> ReadImages() => Directory.EnumerateFiles(_images).Select(ReadImage);

    public StoredImage? TryReadImage(string name)
    {
        var path = ImagePath(name);
        return File.Exists(path) ? ReadImage(path) : null;
    }

    public void WriteImage(StoredImage image)
    {
        var path = NewPath();
        using (var file = new FileStream(path, FileMode.CreateNew))
        {
            image.Write(file);
        }

        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        File.Move(path, ImagePath(image.Name), overwrite: true);
    }

    /// <summary>Waits for the lock of changes, which processes share.</summary>
    public Task<FileStream> LockChangesAsync(CancellationToken cancellationToken) =>
        RetryAsync(() => TryOpen("changes", FileShare.None), cancellationToken);

    /// <summary>Registers an open store, and removes garbage if no other process has the store open.</summary>
    public async Task<FileStream> RegisterAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (TryOpen("open", FileShare.None) is { } alone)
        {
            using (alone)
            {
                RemoveGarbage(now);
            }
        }

        return await RetryAsync(() => TryOpen("open", FileShare.Read), cancellationToken);
    }

    private static async Task<FileStream> RetryAsync(Func<FileStream?> open, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (open() is { } file)
            {
                return file;
            }

            await Task.Delay(RetryDelay, cancellationToken);
        }
    }

    private static StoredImage ReadImage(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return StoredImage.Read(file);
    }

    private string ImagePath(string name) => Path.Combine(_images, Convert.ToHexStringLower(SHA256.HashData(FileName.Encode(name))));

    // FileShare.None is an exclusive lock of the file, FileShare.Read a shared one. The end of the process releases it.
    private FileStream? TryOpen(string name, FileShare share)
    {
        var path = Path.Combine(Root, name);
        try
        {
            if (!File.Exists(path))
            {
                new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite).Dispose();
            }

            return new FileStream(path, FileMode.Open, FileAccess.Read, share);
        }
        catch (IOException)
        {
            // Another process has the lock.
            return null;
        }
    }

    /// <summary>Removes incomplete files, and objects that no image refers to. Deleted and expired images keep only their names.</summary>
    private void RemoveGarbage(DateTimeOffset now)
    {
        foreach (var file in Directory.EnumerateFiles(_new))
        {
            File.Delete(file);
        }

        var used = new HashSet<string>();
        foreach (var image in ReadImages().ToList())
        {
            if (image.Exists(now))
            {
                used.UnionWith(image.Image.EnumerateObjects().Select(hash => hash.ToString()));
            }
            else if (image.Image.FileSystem is not null)
            {
                WriteImage(new StoredImage(image.Name, IsDeleted: true, new Image()));
            }
        }

        foreach (var file in Directory.EnumerateFiles(_objects).Where(file => !used.Contains(Path.GetFileName(file))))
        {
            File.Delete(file);
        }
    }
}
