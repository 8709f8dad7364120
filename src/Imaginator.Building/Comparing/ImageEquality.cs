using System.Collections.Immutable;
using Imaginator.Images;
using Imaginator.Scanning.Inodes;

namespace Imaginator.Building.Comparing;

/// <summary>
/// Whether two images are identical for every machine that gets them and for every owner: the trees with all attributes and
/// hard links, filters, triggers, packages, owners, tags. Origin, time, requestor, name, build log and inode numbers may
/// differ.
/// </summary>
internal static class ImageEquality
{
    /// <summary>Compares two images, both with their file systems.</summary>
    public static bool AreEqual(Image one, Image other) =>
        Equals(one.Filter, other.Filter)
        && AreEqual(one.Triggers, other.Triggers)
        && Equals(one.ReleaseNotes, other.ReleaseNotes)
        && one.OwnerGroups.AsSpan().SequenceEqual(other.OwnerGroups.AsSpan())
        && one.OwnerUsers.AsSpan().SequenceEqual(other.OwnerUsers.AsSpan())
        && one.Packages.AsSpan().SequenceEqual(other.Packages.AsSpan())
        && one.Tags.SequenceEqual(other.Tags)
        && AreEqual(one.FileSystem!, other.FileSystem!);

    private static bool AreEqual(ImmutableArray<Trigger>? one, ImmutableArray<Trigger>? other)
    {
        if (one is not { } some || other is not { } others)
        {
            return one is null && other is null;
        }

        return some.Length == others.Length && some.Zip(others).All(pair => AreEqual(pair.First, pair.Second));
    }

    private static bool AreEqual(Trigger one, Trigger other) =>
        one.MatchLines.AsSpan().SequenceEqual(other.MatchLines.AsSpan())
        && one with { MatchLines = [] } == other with { MatchLines = [] };

    private static bool AreEqual(FileSystemTree one, FileSystemTree other)
    {
        if (one.InodeTable.Count != other.InodeTable.Count || !InodeEquality.AreEqual(one.Root, other.Root))
        {
            return false;
        }

        // Hard links are equal if the inodes of the trees correspond one to one.
        var numbers = new Dictionary<ulong, ulong>(one.InodeTable.Count);
        var matched = new HashSet<ulong>(one.InodeTable.Count);
        var pending = new Stack<(DirectoryInode One, DirectoryInode Other)>([(one.Root, other.Root)]);
        while (pending.TryPop(out var current))
        {
            if (current.One.Entries.Length != current.Other.Entries.Length)
            {
                return false;
            }

            var others = new EntryLookup(current.Other.Entries);
            foreach (var entry in current.One.Entries)
            {
                if (others.Find(entry.Name) is not { } number)
                {
                    return false;
                }

                if (numbers.TryGetValue(entry.InodeNumber, out var known))
                {
                    if (known != number)
                    {
                        return false;
                    }

                    continue;
                }

                var (inode, counterpart) = (one.InodeTable[entry.InodeNumber], other.InodeTable[number]);
                if (!matched.Add(number) || !InodeEquality.AreEqual(inode, counterpart))
                {
                    return false;
                }

                numbers.Add(entry.InodeNumber, number);
                if (inode is DirectoryInode directory)
                {
                    pending.Push((directory, (DirectoryInode)counterpart));
                }
            }
        }

        return true;
    }
}
