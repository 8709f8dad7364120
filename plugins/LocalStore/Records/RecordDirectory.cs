using Imaginator.Files;
using Imaginator.Images.Serialization;
using Imaginator.Linux;
using Imaginator.Linux.Storage;
using Imaginator.Linux.Trees;
using Imaginator.Plugins.LocalStore.Reporting;

namespace Imaginator.Plugins.LocalStore.Records;

/// <summary>
/// The records of images. An upload prepares the record before it adds its image to the catalogue, and completes it afterwards: a
/// complete record without an image in the catalogue proves that the catalogue is not the latest one.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RecordDirectory(DirectoryHandle directory) : IDisposable
{
    /// <summary>The permission bits of records.</summary>
    public const uint Permissions = FileModes.Mode0600;

    public DirectoryHandle Handle => directory;

    /// <summary>Writes the record of an image that an upload is about to add. The caller flushes it.</summary>
    public RecordName Prepare(ImageRecord record, string upload)
    {
        var name = new RecordName(RecordName.KeyOf(record.Name), upload);
        Remove(name);
        Write(name.ToString(), record);
        return name;
    }

    /// <summary>Flushes a record that an upload has prepared.</summary>
    public void Flush(RecordName name)
    {
        using var file = directory.OpenFile(name.ToString());
        Flushing.SyncFile(file);
    }

    /// <summary>Completes the record of an image that the catalogue contains.</summary>
    public void Complete(string image, string upload)
    {
        var key = RecordName.KeyOf(image);
        directory.Rename(new RecordName(key, upload).ToString(), directory, key);
    }

    /// <summary>Removes a record that an upload has prepared.</summary>
    public void Withdraw(string image, string upload) => Remove(new RecordName(RecordName.KeyOf(image), upload));

    /// <summary>Writes and flushes a complete record, and replaces an older one.</summary>
    public void Replace(ImageRecord record)
    {
        var key = RecordName.KeyOf(record.Name);
        var temporary = new RecordName(key, Guid.NewGuid().ToString("N")).ToString();
        while (true)
        {
            Write(temporary, record);
            TryFlush(temporary);
            try
            {
                directory.Rename(temporary, directory, key);
                return;
            }
            catch (LinuxException e) when (e.Error == Errno.ENOENT)
            {
                // A garbage collection has taken it for a remnant.
            }
        }
    }

    /// <summary>Writes complete records with one flush. Only for a garbage collection, which removes what an interruption leaves.</summary>
    public void Replace(IReadOnlyCollection<ImageRecord> records)
    {
        var names = new List<RecordName>(records.Count);
        foreach (var record in records)
        {
            names.Add(new RecordName(RecordName.KeyOf(record.Name), Guid.NewGuid().ToString("N")));
            Write(names[^1].ToString(), record);
        }

        if (names is [var last, ..])
        {
            using var file = directory.OpenFile(last.ToString());
            Flushing.SyncFileSystem(file);
        }

        foreach (var name in names)
        {
            directory.Rename(name.ToString(), directory, name.Key);
        }
    }

    /// <summary>Removes the record of an image that the catalogue does not contain any more.</summary>
    public void Remove(string image) => Remove(new RecordName(RecordName.KeyOf(image), null));

    public void Remove(RecordName name)
    {
        try
        {
            directory.Unlink(name.ToString());
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT)
        {
            // An interrupted call has removed it, or it did not exist.
        }
    }

    /// <summary>
    /// Reads a record. Throws <see cref="ImageFormatException"/> if it is damaged, and <see cref="ImageStores.ImageStoreException"/> if it cannot be
    /// read; null if it does not exist.
    /// </summary>
    public ImageRecord? TryRead(RecordName name)
    {
        try
        {
            using var file = directory.OpenFile(name.ToString());
            var length = RandomAccess.GetLength(file);
            if (length > ImageRecordFormat.MaximumLength)
            {
                throw new ImageFormatException("it is too large");
            }

            using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            var record = ImageRecordFormat.Read(bytes);
            return RecordName.KeyOf(record.Name) == name.Key
                ? record
                : throw new ImageFormatException("it has the name of another image");
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT)
        {
            return null;
        }
        catch (Exception e) when (StoreErrors.IsEnvironmental(e))
        {
            throw StoreErrors.Unreadable($"image record {PathOf(name)}", e);
        }
    }

    /// <summary>Lists the records; files that are not records are left out.</summary>
    public IReadOnlyList<RecordName> List()
    {
        using var listing = directory.Reopen();
        return [.. listing.ReadEntries().Select(RecordName.TryParse).Where(name => name is not null).Select(name => name!.Value)];
    }

    public bool Exists(RecordName name) => directory.TryGetStatus(name.ToString()) is not null;

    /// <summary>The path of a record, for messages.</summary>
    public string PathOf(RecordName name) => $"{directory.DisplayPath}/{name}";

    public void Dispose() => directory.Dispose();

    private void TryFlush(string name)
    {
        try
        {
            using var file = directory.OpenFile(name);
            Flushing.SyncFile(file);
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT)
        {
            // See Replace.
        }
    }

    private void Write(string name, ImageRecord record)
    {
        using var file = directory.CreateFile(name, Permissions);
        try
        {
            FileContents.WriteAt(file, ImageRecordFormat.Write(record), 0);
        }
        catch
        {
            directory.Unlink(name);
            throw;
        }
    }
}
