using Imaginator.Files;
using Imaginator.Images;
using Imaginator.Linux.Trees;
using Imaginator.Scanning.Directories;

namespace Imaginator.Scanning.Overlays;

/// <summary>A directory of an overlay that the upper layer has, too: something in it, or itself, has changed.</summary>
internal sealed class OverlayDirectory : ScannedDirectory
{
    // Documentation/filesystems/overlayfs.rst: "whiteouts and opaque directories", "redirect_dir".
    private const string OpaqueAttribute = "trusted.overlay.opaque";
    private const string RedirectAttribute = "trusted.overlay.redirect";

    private readonly OverlayLayers _layers;
    private readonly WalkedHandle _merged;
    private readonly WalkedHandle _upper;
    private readonly DirectoryInode? _source;
    private readonly string _path;
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    private OverlayDirectory(
        OverlayLayers layers, WalkedHandle merged, WalkedHandle upper, DirectoryInode? source, string path)
    {
        _layers = layers;
        _merged = merged;
        _upper = upper;
        _source = source;
        _path = path;
    }

    /// <summary>The root of an overlay: the upper layer always has it.</summary>
    public static OverlayDirectory OpenRoot(OverlayLayers layers) => new(
        layers,
        new WalkedHandle(layers.Merged, "", layers.Merged.Directory.Reopen()),
        new WalkedHandle(layers.Upper, "", layers.Upper.Directory.Reopen()),
        layers.Source.Root,
        "");

    /// <summary>Those of the source that the upper layer does not hide, and those of the upper layer.</summary>
    public override IReadOnlyList<string> ReadNames(long maximumNames, long maximumLength)
    {
        var names = new List<string>();
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in _upper.Open.ReadEntries(maximumNames, maximumLength))
        {
            if (IsWhiteout(name))
            {
                hidden.Add(name);
            }
            else
            {
                _changed.Add(name);
                names.Add(name);
            }
        }

        if (_source is null)
        {
            return names;
        }

        foreach (var entry in _source.Entries)
        {
            if (!hidden.Contains(entry.Name) && !_changed.Contains(entry.Name))
            {
                names.Add(entry.Name);
            }
        }

        names.Sort(FileName.BytewiseComparer);
        return names;
    }

    public override FoundEntry? Find(string name)
    {
        if (!_changed.Contains(name))
        {
            return SourceDirectory.Find(_layers, OverlayLayers.FindEntry(_source!, name)!.Value, _path);
        }

        return _merged.Open.TryGetStatus(name) is { } status ? DiskDirectory.Found(status) : null;
    }

    public override ReadEntry Read(string name, in FoundEntry found)
    {
        if (!_changed.Contains(name))
        {
            return SourceDirectory.Read(_layers, name, found, _path);
        }

        if (found.Status is not { Type: FileType.Regular, Size: > 0 } status)
        {
            return new ReadEntry(InodeReader.Read(_merged.Open, name, found.Status));
        }

        // Metadata as the overlay shows it; contents from where they are, so that the upload can consume the file.
        var inode = InodeReader.ToRegular(status, _merged.Open.GetExtendedAttributes(name));
        return new ReadEntry(inode, _upper.Open.OpenFile(name), IsExpendable: true);
    }

    public override ScannedDirectory Enter(string name, DirectoryInode? known)
    {
        if (known is not null)
        {
            return new SourceDirectory(_layers, known, _path + "/" + name);
        }

        WalkedHandle? upper = null;
        WalkedHandle? merged = null;
        try
        {
            upper = _upper.Enter(name);
            merged = _merged.Enter(name);
            return new OverlayDirectory(_layers, merged, upper, FindSource(upper.Open, name), _path + "/" + name);
        }
        catch
        {
            upper?.Dispose();
            merged?.Dispose();
            throw;
        }
    }

    public override DirectoryInode ReadInode() => InodeReader.ReadDirectory(_merged.Open);

    public override void Close()
    {
        _merged.Close();
        _upper.Close();
    }

    public override void Dispose()
    {
        _merged.Dispose();
        _upper.Dispose();
    }

    /// <summary>The directory of the source that shows through one of the upper layer; null for none.</summary>
    private DirectoryInode? FindSource(DirectoryHandle upper, string name)
    {
        if (upper.TryGetExtendedAttribute(OpaqueAttribute) is [(byte)'y'])
        {
            return null;
        }

        // A renamed directory says where it was: in the same directory, or by its path from the root.
        if (upper.TryGetExtendedAttribute(RedirectAttribute) is { Length: > 0 } redirect)
        {
            name = FileName.Decode(redirect);
            if (name[0] == '/')
            {
                return _layers.FindSourceDirectory(name);
            }
        }

        return _source is null ? null : _layers.FindSourceDirectory(_source, name);
    }

    private bool IsWhiteout(string name) =>
        _upper.Open.TryGetStatus(name) is { Type: FileType.CharacterDevice, Rdev: 0 };
}
