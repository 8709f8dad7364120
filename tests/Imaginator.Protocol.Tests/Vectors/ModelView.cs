using System.Diagnostics.CodeAnalysis;
using Imaginator.Images;

namespace Imaginator.Protocol.Tests.Vectors;

/// <summary>A value whose fields the vectors do not show.</summary>
internal interface IOpaque;

/// <summary>The parts of the image model under the names that they have on the wire.</summary>
internal static class ModelView
{
    public static bool TryGet(object value, [NotNullWhen(true)] out IReadOnlyDictionary<string, object?>? fields)
    {
        fields = value switch
        {
            FileSystemTree tree => new Dictionary<string, object?>
            {
                ["InodeTable"] = tree.InodeTable,
                ["NumRegularInodes"] = tree.NumRegularInodes,
                ["TotalDataBytes"] = tree.TotalDataBytes,
                ["DirectoryCount"] = tree.DirectoryCount,
                ["DirectoryInode"] = tree.Root,
            },
            DirectoryInode directory => new Dictionary<string, object?>
            {
                ["EntryList"] = directory.Entries,
                ["EntriesByName"] = null,
                ["Mode"] = directory.Mode,
                ["Uid"] = directory.Uid,
                ["Gid"] = directory.Gid,
            },
            DirectoryEntry entry => new Dictionary<string, object?>
            {
                ["Name"] = entry.Name,
                ["InodeNumber"] = entry.InodeNumber,
            },
            RegularInode file => new Dictionary<string, object?>
            {
                ["Mode"] = file.Mode,
                ["Uid"] = file.Uid,
                ["Gid"] = file.Gid,
                ["MtimeNanoSeconds"] = file.MtimeNanoseconds,
                ["MtimeSeconds"] = file.MtimeSeconds,
                ["Size"] = file.Size,
                ["Hash"] = file.Hash,
            },
            ComputedRegularInode file => new Dictionary<string, object?>
            {
                ["Mode"] = file.Mode,
                ["Uid"] = file.Uid,
                ["Gid"] = file.Gid,
                ["Source"] = file.Source,
            },
            SymlinkInode link => new Dictionary<string, object?>
            {
                ["Uid"] = link.Uid,
                ["Gid"] = link.Gid,
                ["Symlink"] = link.Target,
            },
            SpecialInode special => new Dictionary<string, object?>
            {
                ["Mode"] = special.Mode,
                ["Uid"] = special.Uid,
                ["Gid"] = special.Gid,
                ["MtimeNanoSeconds"] = special.MtimeNanoseconds,
                ["MtimeSeconds"] = special.MtimeSeconds,
                ["Rdev"] = special.Rdev,
            },
            _ => null,
        };
        return fields is not null;
    }
}
