using System.Text.Json;
using Imaginator.Files;
using Imaginator.Hosting.Programs;
using Imaginator.Images;

namespace Imaginator.BuilderTool.Images;

/// <summary>Images in JSON.</summary>
internal static class ImageJson
{
    /// <summary>Writes an image, and, if it is full, its packages and its tree.</summary>
    public static void Write(string name, Image image, bool isFull, Stream output)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = CommandJson.Options.Encoder });
        writer.WriteStartObject();
        writer.WriteString("name", name);
        WriteText(writer, "sourceImage", image.SourceImage);
        WriteText(writer, "buildBranch", image.BuildBranch);
        WriteText(writer, "buildCommitId", image.BuildCommitId);
        WriteText(writer, "buildGitUrl", image.BuildGitUrl);
        WriteText(writer, "createdBy", image.CreatedBy);
        WriteText(writer, "createdFor", image.CreatedFor);
        writer.WriteString("createdOn", image.CreatedOn);
        if (image.ExpiresAt is { } expires)
        {
            writer.WriteString("expiresAt", expires);
        }

        if (image.BuildLog?.Object is { } log)
        {
            writer.WriteString("buildLogObject", log.ToString());
        }

        WriteValue(writer, "filter", image.Filter?.Lines);
        WriteValue(writer, "triggers", image.Triggers);
        WriteValue(writer, "ownerGroups", image.OwnerGroups);
        WriteValue(writer, "ownerUsers", image.OwnerUsers);
        WriteValue(writer, "tags", image.Tags);
        writer.WriteNumber("packageCount", image.Packages.Length);
        if (isFull)
        {
            WriteValue(writer, "packages", image.Packages);
        }

        if (image.FileSystem is { } tree)
        {
            writer.WriteNumber("numRegularInodes", tree.NumRegularInodes);
            writer.WriteNumber("totalDataBytes", tree.TotalDataBytes);
            writer.WriteNumber("directoryCount", tree.DirectoryCount);
            if (isFull)
            {
                WriteTree(writer, tree);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteTree(Utf8JsonWriter writer, FileSystemTree tree)
    {
        writer.WriteStartArray("tree");
        foreach (var (path, number, inode) in TreeWalk.Of(tree))
        {
            writer.WriteStartObject();
            writer.WriteString("path", FileName.ToDisplay(path));
            if (number != 0)
            {
                writer.WriteNumber("inodeNumber", number);
            }

            WriteInode(writer, inode);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteInode(Utf8JsonWriter writer, Inode inode)
    {
        writer.WriteString("type", InodeText.TypeOf(inode));
        if (InodeText.ModeOf(inode) is { } mode)
        {
            writer.WriteString("mode", FileModes.Format(mode & FileModes.PermissionBits));
        }

        writer.WriteNumber("uid", inode.Uid);
        writer.WriteNumber("gid", inode.Gid);
        switch (inode)
        {
            case RegularInode file:
                writer.WriteNumber("mtimeSeconds", file.MtimeSeconds);
                writer.WriteNumber("mtimeNanoSeconds", file.MtimeNanoseconds);
                writer.WriteNumber("size", file.Size);
                if (file.Size > 0)
                {
                    writer.WriteString("hash", file.Hash.ToString());
                }

                break;
            case ComputedRegularInode computed:
                writer.WriteString("source", computed.Source);
                break;
            case SymlinkInode link:
                writer.WriteString("symlink", FileName.ToDisplay(link.Target));
                break;
            case SpecialInode special:
                writer.WriteNumber("rdev", special.Rdev);
                break;
        }

        if (!inode.ExtendedAttributes.IsEmpty)
        {
            writer.WriteStartObject("extendedAttributes");
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
            JsonSerializer.Serialize(writer, value, CommandJson.Options);
        }
    }
}
