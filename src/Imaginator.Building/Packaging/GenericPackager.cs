using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Building.Trees;
using Imaginator.Files;
using Imaginator.Linux.Trees;
using Imaginator.Packagers;
using Scriban;
using Scriban.Runtime;

namespace Imaginator.Building.Packaging;

/// <summary>
/// The script <c>/bin/generic-packager</c> of an image: POSIX shell, made from a packager type. Thread-safe.
/// </summary>
/// <remarks>
/// A bootstrap build installs it. An image that is built on a source image uses the script that is in there.
/// </remarks>
internal static class GenericPackager
{
    /// <summary>Where the script is in an image.</summary>
    public const string Path = "/bin/generic-packager";

    /// <summary>
    /// The verb that prints what upgrading and installing would come to. Only images of packager types with a
    /// <see cref="PackagerType.PlanCommand"/> have it.
    /// </summary>
    public const string PlanVerb = "show-plan";

    private const string Resource = "generic-packager.sh.scriban";
    private const uint Permissions = 0x1ED; // 0755

    /// <summary>Renders the script.</summary>
    /// <param name="typeName">The name of the packager type; for a comment.</param>
    /// <param name="type">The packager type. Its <see cref="PackagerType.Verbatim"/> is not checked: it is shell.</param>
    /// <returns>The script.</returns>
    /// <exception cref="ImaginatorException">An argument cannot stand in a shell script.</exception>
    public static byte[] Render(string typeName, PackagerType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        RequireRepresentable(typeName, type);
        var model = new ScriptObject
        {
            ["type_name"] = FileName.ToDisplay(typeName),
            ["verbatim"] = type.Verbatim.IsEmpty ? null : ShellQuoting.Quote(string.Join('\n', type.Verbatim)),
            ["commands"] = Commands(type)
                .Select(command => new ScriptObject
                {
                    ["verb"] = command.Verb,
                    ["arguments"] = command.Arguments.IsEmpty ? null : ShellQuoting.QuoteAll(command.Arguments),
                })
                .ToList(),
            ["has_plan"] = !type.PlanCommand.IsEmpty,
            ["clean_patterns"] = type.CleanPatterns.IsEmpty ? null : ShellQuoting.QuoteAll(type.CleanPatterns),
            ["size_multiplier"] = Math.Max(1, type.ListCommand.SizeMultiplier).ToString(CultureInfo.InvariantCulture),
        };
        var context = new TemplateContext { StrictVariables = true, LimitToString = 0 };
        context.PushGlobal(model);
        return FileName.Encode(ReadTemplate().Render(context));
    }

    /// <summary>Writes the script into an image; <c>/bin</c> may be a link, as the image sees it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="typeName">The name of the packager type; for a comment.</param>
    /// <param name="type">The packager type.</param>
    /// <exception cref="ImaginatorException">The script cannot be rendered or written.</exception>
    public static void Install(TreeRoot image, string typeName, PackagerType type)
    {
        var script = Render(typeName, type);
        try
        {
            using var directory = ImagePaths.MakeDirectories(image, "/bin");
            FileReplacement.WriteFile(
                directory, "generic-packager", Permissions, file => RandomAccess.Write(file, script, 0));
        }
        catch (IOException e)
        {
            throw new ImaginatorException($"Cannot write {Path} into the image: {e.Message}", e);
        }
    }

    private static Template ReadTemplate()
    {
        using var resource = typeof(GenericPackager).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using var reader = new StreamReader(resource, Encoding.UTF8);
        var template = Template.Parse(reader.ReadToEnd(), Resource);
        return template.HasErrors
            ? throw new InvalidOperationException(string.Join('\n', template.Messages))
            : template;
    }

    private static ImmutableArray<(string Verb, ImmutableArray<string> Arguments)> Commands(PackagerType type) =>
    [
        ("clean", type.CleanCommand),
        ("install", type.InstallCommand),
        ("list", type.ListCommand.ArgList),
        ("remove", type.RemoveCommand),
        ("update", type.UpdateCommand),
        ("upgrade", type.UpgradeCommand),

        // Without a command, silence would say that nothing is to be done: then there is no such verb.
        .. type.PlanCommand.IsEmpty ? [] : new[] { (PlanVerb, type.PlanCommand) },
    ];

    private static void RequireRepresentable(string typeName, PackagerType type)
    {
        var texts = Commands(type)
            .SelectMany(command => command.Arguments.Select(text => (Field: command.Verb, Text: text)))
            .Concat(type.CleanPatterns.Select(text => (Field: nameof(type.CleanPatterns), Text: text)))
            .Concat(type.Verbatim.Select(text => (Field: nameof(type.Verbatim), Text: text)));
        foreach (var (field, text) in texts)
        {
            if (text.Contains('\0'))
            {
                throw new ImaginatorException(
                    $"Packager type \"{FileName.ToDisplay(typeName)}\", {field}: \"{FileName.ToDisplay(text)}\" "
                    + "holds a zero character, which no command can be given. Remove it.");
            }
        }
    }
}
