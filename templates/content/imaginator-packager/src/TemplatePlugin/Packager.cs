using Imaginator.Packagers;

namespace TemplateNamespace;

/// <summary>The commands of the package tools. Imaginator makes the script /bin/generic-packager of images from them.</summary>
internal sealed class Packager : IPackager
{
    public string TypeName => "template-type";

    // TODO: replace the commands, which are those of Alpine. The script appends the names of packages to install and remove commands.
    public PackagerType Defaults { get; } = new()
    {
        UpdateCommand = ["apk", "update"],
        UpgradeCommand = ["apk", "upgrade"],
        InstallCommand = ["apk", "add"],
        RemoveCommand = ["apk", "del"],

        // Prints lines of the form NAME VERSION [SIZE].
        ListCommand = new() { ArgList = ["sh", "-c", @"apk info -v | sed 's/-\([^-]*-r[0-9]*\)$/ \1/'"] },

        // The files that are deleted when an image is cleaned.
        CleanPatterns = ["/var/cache/apk/.*"],
    };
}
