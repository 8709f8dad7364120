using Imaginator.Host.Images.Trees;

namespace Imaginator.Host.Web.Console.Images.Trees;

/// <summary>Texts about files.</summary>
internal static class TreeTexts
{
    public static string Of(TreeFileKind kind) => kind switch
    {
        TreeFileKind.Directory => "directory",
        TreeFileKind.Regular => "file",
        TreeFileKind.Computed => "computed file",
        TreeFileKind.Link => "symbolic link",
        TreeFileKind.CharacterDevice => "character device",
        TreeFileKind.BlockDevice => "block device",
        _ => "FIFO",
    };
}
