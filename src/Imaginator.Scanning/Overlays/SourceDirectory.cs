using Imaginator.Images;
using Imaginator.Scanning.Directories;

namespace Imaginator.Scanning.Overlays;

/// <summary>A directory of an overlay in which nothing has changed: it is what it was in the source image.</summary>
internal sealed class SourceDirectory(OverlayLayers layers, DirectoryInode source, string path) : ScannedDirectory
{
    // Names are requested in their order.
    private int _next;

    public override IReadOnlyList<string> ReadNames(long maximumNames, long maximumLength)
    {
        var names = new string[source.Entries.Length];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = source.Entries[i].Name;
        }

        return names;
    }

    public override FoundEntry? Find(string name)
    {
        while (!ReferenceEquals(source.Entries[_next].Name, name))
        {
            _next++;
        }

        return Find(layers, source.Entries[_next], path);
    }

    public override ReadEntry Read(string name, in FoundEntry found) => Read(layers, name, found, path);

    public override ScannedDirectory Enter(string name, DirectoryInode? known) =>
        new SourceDirectory(layers, known!, path + "/" + name);

    public override DirectoryInode ReadInode() => SourceInodes.AsScanned(source);

    public override void Close()
    {
        // Nothing is open.
    }

    public override void Dispose()
    {
        // Nothing is open.
    }

    /// <summary>What a name stands for that is in the source and not in the upper layer.</summary>
    internal static FoundEntry? Find(OverlayLayers layers, DirectoryEntry entry, string path)
    {
        if (!layers.MayHaveChanged(entry.InodeNumber))
        {
            return new FoundEntry
            {
                Known = layers.Source.InodeTable[entry.InodeNumber],
                Link = layers.LinkOf(entry.InodeNumber),
            };
        }

        using var parent = layers.Merged.OpenDirectory(path);
        return parent.TryGetStatus(entry.Name) is { } status ? DiskDirectory.Found(status) : null;
    }

    /// <summary>Reads what <see cref="Find(OverlayLayers, DirectoryEntry, string)"/> has found.</summary>
    internal static ReadEntry Read(OverlayLayers layers, string name, in FoundEntry found, string path)
    {
        if (found.Known is { } known)
        {
            return new ReadEntry(SourceInodes.AsScanned(known));
        }

        using var parent = layers.Merged.OpenDirectory(path);
        return DiskDirectory.Read(parent, name, found, isExpendable: false);
    }
}
