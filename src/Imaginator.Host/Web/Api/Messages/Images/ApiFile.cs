using Imaginator.Files;
using Imaginator.Host.Images.Trees;
using Imaginator.Host.Web.Api.Requests;

namespace Imaginator.Host.Web.Api.Messages.Images;

/// <summary>A file of an image. Names are for display: \xNN stands for bytes that are not text.</summary>
internal sealed record ApiFile
{
    /// <summary>The last name of the path; empty for the root directory.</summary>
    public required string Name { get; init; }

    public required string Path { get; init; }

    /// <summary>directory, regular, computed, link, character-device, block-device or fifo.</summary>
    public required string Kind { get; init; }

    /// <summary>Permission bits as octal digits; absent for a symbolic link.</summary>
    public string? Mode { get; init; }

    public required uint Uid { get; init; }

    public required uint Gid { get; init; }

    /// <summary>The length of a regular file, in bytes.</summary>
    public ulong? Size { get; init; }

    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>The target of a symbolic link.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>In the form of getcap, for example "cap_net_raw=ep".</summary>
    public string? Capabilities { get; init; }

    /// <summary>The SHA-512 hash of the contents of a regular file that is not empty.</summary>
    public string? Hash { get; init; }

    /// <summary>The address of the file generator of a computed file.</summary>
    public string? Source { get; init; }

    /// <summary>Major and minor number of a device, for example "1:3".</summary>
    public string? Device { get; init; }

    /// <summary>The address of the file's bytes or the directory's entries; absent for other kinds.</summary>
    public string? Contents { get; init; }

    public static ApiFile Of(string image, TreeFile file, ApiLinks links) => new()
    {
        Name = FileName.ToDisplay(file.Name),
        Path = FileName.ToDisplay(file.Path),
        Kind = NameOf(file.Kind),
        Mode = file.Mode is { } mode ? FileModes.Format(mode & FileModes.PermissionBits) : null,
        Uid = file.Uid,
        Gid = file.Gid,
        Size = file.Size,
        ModifiedAt = file.ModifiedAt,
        LinkTarget = file.LinkTarget is { } target ? FileName.ToDisplay(target) : null,
        Capabilities = file.Capabilities,
        Hash = file.Hash?.ToString(),
        Source = file.Source,
        Device = file.Device is { } device ? $"{device.Major}:{device.Minor}" : null,
        Contents = file.Kind is TreeFileKind.Regular or TreeFileKind.Directory ? links.Files(image, TreePath.Escape(file.Path)) : null,
    };

    public static string NameOf(TreeFileKind kind) => kind switch
    {
        TreeFileKind.Directory => "directory",
        TreeFileKind.Regular => "regular",
        TreeFileKind.Computed => "computed",
        TreeFileKind.Link => "link",
        TreeFileKind.CharacterDevice => "character-device",
        TreeFileKind.BlockDevice => "block-device",
        TreeFileKind.Fifo => "fifo",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind"),
    };
}
