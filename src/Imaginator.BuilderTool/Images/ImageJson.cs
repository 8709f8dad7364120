using System.Text.Json;
using Imaginator.BuilderTool.Output;
using Imaginator.Files;
using Imaginator.Images;

namespace Imaginator.BuilderTool.Images;

/// <summary>Images in JSON.</summary>
internal static class ImageJson
{
    public static void Write(string name, Image image, bool withTree, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = Results.JsonOptions.Encoder });
        writer.WriteStartObject();
        writer.WriteString("Name", name);
        WriteText(writer, "SourceImage", image.SourceImage);
        WriteText(writer, "BuildBranch", image.BuildBranch);
        WriteText(writer, "BuildCommitId", image.BuildCommitId);
        WriteText(writer, "BuildGitUrl", image.BuildGitUrl);
        WriteText(writer, "CreatedBy", image.CreatedBy);
        WriteText(writer, "CreatedFor", image.CreatedFor);
        writer.WriteString("CreatedOn", image.CreatedOn);
        if (image.ExpiresAt is { } expires)
        {
            writer.WriteString("ExpiresAt", expires);
        }

        if (image.BuildLog?.Object is { } log)
        {
            writer.WriteString("BuildLogObject", log.ToString());
        }

        WriteValue(writer, "Filter", image.Filter?.Lines);
        WriteValue(writer, "Triggers", image.Triggers);
        WriteValue(writer, "OwnerGroups", image.OwnerGroups);
        WriteValue(writer, "OwnerUsers", image.OwnerUsers);
        WriteValue(writer, "Tags", image.Tags);
        WriteValue(writer, "Packages", image.Packages);
        if (image.FileSystem is { } tree)
        {
            writer.WriteNumber("NumRegularInodes", tree.NumRegularInodes);
            writer.WriteNumber("TotalDataBytes", tree.TotalDataBytes);
            writer.WriteNumber("DirectoryCount", tree.DirectoryCount);
            if (withTree)
            {
                WriteTree(writer, tree);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteTree(Utf8JsonWriter writer, FileSystemTree tree)
    {
        writer.WriteStartArray("Tree");
        foreach (var (path, number, inode) in TreeWalk.Of(tree))
        {
            writer.WriteStartObject();
            writer.WriteString("Path", FileName.ToDisplay(path));
            if (number != 0)
            {
                writer.WriteNumber("InodeNumber", number);
            }

            WriteInode(writer, inode);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteInode(Utf8JsonWriter writer, Inode inode)
    {
        writer.WriteString("Type", InodeText.TypeOf(inode));
        if (InodeText.ModeOf(inode) is { } mode)
        {
            writer.WriteString("Mode", FileModes.Format(mode & FileModes.PermissionBits));
        }

        writer.WriteNumber("Uid", inode.Uid);
        writer.WriteNumber("Gid", inode.Gid);
        switch (inode)
        {
            case RegularInode file:
                writer.WriteNumber("MtimeSeconds", file.MtimeSeconds);
                writer.WriteNumber("MtimeNanoSeconds", file.MtimeNanoseconds);
                writer.WriteNumber("Size", file.Size);
                if (file.Size > 0)
                {
                    writer.WriteString("Hash", file.Hash.ToString());
                }

                break;
            case ComputedRegularInode computed:
                writer.WriteString("Source", computed.Source);
                break;
            case SymlinkInode link:
                writer.WriteString("Symlink", FileName.ToDisplay(link.Target));
                break;
            case SpecialInode special:
                writer.WriteNumber("Rdev", special.Rdev);
                break;
        }

        if (!inode.ExtendedAttributes.IsEmpty)
        {
            writer.WriteStartObject("ExtendedAttributes");
            foreach (var attribute in inode.ExtendedAttributes)
            {
                writer.WriteBase64String(FileName.ToDisplay(attribute.Name), attribute.Value.Span);
            }

            writer.WriteEndObject();
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteValue<T>(Utf8JsonWriter writer, string name, T value)
    {
        if (value is not null)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, value, Results.JsonOptions);
        }
    }
}
