using System.Globalization;
using System.Text;
using Imaginator.Files;
using Imaginator.Linux;
using Imaginator.Linux.Trees;

namespace Imaginator.Building.SourceTrees;

/// <summary>
/// Marks a cached tree as complete: a file that gets its name when everything in the tree is correct.
/// </summary>
/// <param name="BootId">The run of the machine in which the tree was made; see <see cref="SourceTrees.BootId"/>.</param>
/// <param name="MadeAt">When the tree was made, to the second.</param>
/// <param name="Bytes">The approximate disk space of the tree in bytes.</param>
/// <param name="ImageName">An image that has this tree; for people.</param>
internal sealed record CacheMarker(string BootId, DateTimeOffset MadeAt, long Bytes, string ImageName)
{
    private const string Name = "complete";
    private const string NewName = "complete.new";

    /// <summary>A copy of the marker, which exists next to the marker once the tree is on disk.</summary>
    private const string FlushedName = "flushed";
    private const string NewFlushedName = "flushed.new";

    private const string FirstLine = "imaginator source tree, version 1";
    private const int MaximumFileLength = 4096;
    private const uint Permissions = FileModes.Mode0600;

    /// <summary>Writes the marker: from here on the tree is complete.</summary>
    public void Write(DirectoryHandle entry) => Write(entry, NewName, Name);

    /// <summary>Reads the marker of a tree that can be relied on.</summary>
    /// <returns>
    /// The marker; null if the tree was not completed, or if the machine stopped before it was on disk: then parts of it
    /// may be missing.
    /// </returns>
    public static CacheMarker? TryRead(DirectoryHandle entry, string bootId) =>
        Read(entry, Name) is { } marker && (marker.BootId == bootId || marker.IsFlushed(entry)) ? marker : null;

    /// <summary>Whether the tree is known to be on disk: this very tree, not one that was in its place before.</summary>
    public bool IsFlushed(DirectoryHandle entry) => Read(entry, FlushedName) == this;

    /// <summary>Whether a tree may count as being on disk, with any marker.</summary>
    public static bool IsMarkedAsFlushed(DirectoryHandle entry) => entry.TryGetStatus(FlushedName) is not null;

    /// <summary>Notes that the tree is on disk.</summary>
    public void WriteFlushed(DirectoryHandle entry) => Write(entry, NewFlushedName, FlushedName);

    /// <summary>Notes that the tree is used now.</summary>
    public static void Touch(DirectoryHandle entry, DateTimeOffset now) => entry.SetModificationTime(
        Name, now.ToUnixTimeSeconds(), (int)(now.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));

    /// <summary>When the tree was used last, as something to compare.</summary>
    public static (long Seconds, int Nanoseconds) LastUse(DirectoryHandle entry) =>
        entry.TryGetStatus(Name) is { } status ? (status.MtimeSeconds, status.MtimeNanoseconds) : default;

    private void Write(DirectoryHandle entry, string newName, string name)
    {
        TryUnlink(entry, newName);
        using (var file = entry.CreateFile(newName, Permissions))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{FirstLine}\n{BootId}\n{MadeAt.ToUnixTimeSeconds()}\n{Bytes}\n{ImageName}\n");
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(text), 0);
        }

        entry.Rename(newName, entry, name);
    }

    private static CacheMarker? Read(DirectoryHandle entry, string name)
    {
        Span<byte> bytes = stackalloc byte[MaximumFileLength];
        try
        {
            using var file = entry.OpenFile(name);
            var lines = Encoding.UTF8.GetString(bytes[..RandomAccess.Read(file, bytes, 0)]).Split('\n');
            return lines is [FirstLine, var bootId, var madeAt, var size, var image, ""]
                && TryParse(madeAt) is { } seconds
                && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                && TryParse(size) is { } length
                    ? new CacheMarker(bootId, DateTimeOffset.FromUnixTimeSeconds(seconds), length, image)
                    : null;
        }
        catch (LinuxException e) when (e.Error == Errno.ENOENT)
        {
            return null;
        }
    }

    private static long? TryParse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void TryUnlink(DirectoryHandle entry, string name)
    {
        if (entry.TryGetStatus(name) is not null)
        {
            entry.Unlink(name);
        }
    }
}
