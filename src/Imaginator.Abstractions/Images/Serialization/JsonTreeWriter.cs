using System.Collections.Immutable;
using System.Text.Json;
using Imaginator.Files;

namespace Imaginator.Images.Serialization;

/// <summary>Writes trees as JSON: the inodes in the order of their numbers, and the root.</summary>
internal sealed class JsonTreeWriter(Utf8JsonWriter output, FileSystemTree tree)
{
    // The writer keeps what was not flushed.
    private const int FlushedLength = 64 * 1024;

    public void Write()
    {
        output.WriteStartObject();
        output.WriteNumber(JsonNames.NumRegularInodes, tree.NumRegularInodes);
        output.WriteNumber(JsonNames.TotalDataBytes, tree.TotalDataBytes);
        output.WriteNumber(JsonNames.DirectoryCount, tree.DirectoryCount);
        output.WriteStartObject(JsonNames.Root);
        WriteInode(tree.Root, "the root");
        output.WriteEndObject();
        output.WriteStartArray(JsonNames.Inodes);
        ulong[] numbers = [.. tree.InodeTable.Keys];
        Array.Sort(numbers);
        foreach (var number in numbers)
        {
            output.WriteStartObject();
            output.WriteNumber(JsonNames.Number, number);
            WriteInode(tree.InodeTable[number], $"inode {number}");
            output.WriteEndObject();
            if (output.BytesPending >= FlushedLength)
            {
                output.Flush();
            }
        }

        output.WriteEndArray();
        output.WriteEndObject();
    }

    private void WriteInode(Inode inode, string where)
    {
        switch (inode)
        {
            case RegularInode file:
                WriteHead(JsonNames.Regular, file.Mode);
                WriteTime(file.MtimeSeconds, file.MtimeNanoseconds, where);
                WriteContents(file, where);
                break;
            case ComputedRegularInode computed:
                WriteHead(JsonNames.Computed, computed.Mode);
                output.WriteString(JsonNames.Source, JsonEscape.Escape(computed.Source));
                break;
            case SymlinkInode link:
                output.WriteString(JsonNames.Type, JsonNames.SymbolicLink);
                output.WriteString(JsonNames.Target, JsonEscape.Escape(link.Target));
                break;
            case SpecialInode special:
                WriteHead(JsonNames.Special, special.Mode);
                WriteTime(special.MtimeSeconds, special.MtimeNanoseconds, where);
                output.WriteNumber(JsonNames.Rdev, special.Rdev);
                break;
            case DirectoryInode directory:
                WriteHead(JsonNames.Directory, directory.Mode);
                WriteEntries(directory, where);
                break;
            default:
                ImageFormatException.Throw($"{where} has the unknown kind {inode.GetType().Name}");
                break;
        }

        WriteOwner(inode);
        WriteAttributes(inode.ExtendedAttributes);
    }

    private void WriteHead(string type, uint mode)
    {
        output.WriteString(JsonNames.Type, type);
        output.WriteString(JsonNames.Mode, FileModes.Format(mode));
    }

    private void WriteContents(RegularInode file, string where)
    {
        if (file.Hash.IsZero != (file.Size == 0))
        {
            ImageFormatException.Throw($"{where} has the length {file.Size}, but the hash {file.Hash}");
        }

        if (file.Size > 0)
        {
            output.WriteNumber(JsonNames.Size, file.Size);
            output.WriteString(JsonNames.Hash, file.Hash.ToString());
        }
    }

    private void WriteTime(long seconds, int nanoseconds, string where)
    {
        if (!TreeFormat.IsNanoseconds(nanoseconds))
        {
            ImageFormatException.Throw($"{where} has a modification time with {nanoseconds} ns");
        }

        output.WriteNumber(JsonNames.MtimeSeconds, seconds);
        output.WriteNumber(JsonNames.MtimeNanoseconds, nanoseconds);
    }

    private void WriteEntries(DirectoryInode directory, string where)
    {
        output.WriteStartArray(JsonNames.Entries);
        foreach (var (name, number) in directory.Entries.AsSpan())
        {
            if (TreeRules.FaultOfName(name) is { } fault)
            {
                ImageFormatException.Throw($"{where}: \"{FileName.ToDisplay(name)}\" is not a valid file name: {fault}");
            }

            if (!tree.InodeTable.ContainsKey(number))
            {
                ImageFormatException.Throw($"{where}: \"{FileName.ToDisplay(name)}\" is inode {number}, which does not exist");
            }

            output.WriteStartObject();
            output.WriteString(JsonNames.Name, JsonEscape.Escape(name));
            output.WriteNumber(JsonNames.Inode, number);
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    private void WriteOwner(Inode inode)
    {
        if (inode.Uid != 0)
        {
            output.WriteNumber(JsonNames.Uid, inode.Uid);
        }

        if (inode.Gid != 0)
        {
            output.WriteNumber(JsonNames.Gid, inode.Gid);
        }
    }

    private void WriteAttributes(ImmutableArray<ExtendedAttribute> attributes)
    {
        if (attributes.IsDefaultOrEmpty)
        {
            return;
        }

        output.WriteStartArray(JsonNames.ExtendedAttributes);
        foreach (var attribute in attributes)
        {
            output.WriteStartObject();
            output.WriteString(JsonNames.Name, JsonEscape.Escape(attribute.Name));
            output.WriteBase64String(JsonNames.Value, attribute.Value.Span);
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }
}
