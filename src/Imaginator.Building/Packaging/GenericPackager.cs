using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Imaginator.Building.Sandboxing;
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
/// A bootstrap build installs it. An image that is built on a source image uses the script of the source image.
/// </remarks>
public static class GenericPackager
{
    /// <summary>The path of the script in an image.</summary>
    public const string Path = "/bin/generic-packager";

    /// <summary>
    /// The verb that prints the plan of an upgrade and installation. Only images of packager types with a
    /// <see cref="PackagerType.PlanCommand"/> have the verb.
    /// </summary>
    public const string PlanVerb = "show-plan";

    // The exit status of the script for wrong use.
    private const int WrongUse = 2;

    private const string Resource = "generic-packager.sh.scriban";
    private const uint Permissions = 0x1ED; // 0755

    /// <summary>Renders the script. <see cref="PackagerType.Verbatim"/> is shell and is not checked.</summary>
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
            ["success_codes"] = type.SuccessExitCodes.IsDefaultOrEmpty ? null : string.Join(" | ", type.SuccessExitCodes),
            ["has_plan"] = !type.PlanCommand.IsEmpty,
            ["clean_patterns"] = type.CleanPatterns.IsEmpty ? null : ShellQuoting.QuoteAll(type.CleanPatterns),
            ["size_multiplier"] = Math.Max(1, type.ListCommand.SizeMultiplier).ToString(CultureInfo.InvariantCulture),
        };
        var context = new TemplateContext { StrictVariables = true, LimitToString = 0 };
        context.PushGlobal(model);
        return FileName.Encode(ReadTemplate().Render(context));
    }

    /// <summary>
    /// Whether a call of <see cref="PlanVerb"/> failed because the script does not have the verb, rather than because the command failed.
    /// </summary>
    internal static bool MakesNoPlans(CommandResult result) =>
        result.ExitCode == WrongUse
        && result.LastLines.Any(line => line.Contains($"unknown verb \"{PlanVerb}\"", StringComparison.Ordinal));

    /// <summary>Writes the script into an image; <c>/bin</c> may be a link, as the image sees it.</summary>
    internal static void Install(TreeRoot image, string typeName, PackagerType type)
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
            throw new ImaginatorException($"cannot write {Path} into the image: {e.Clause()}", e);
        }
    }

    private static Template ReadTemplate()
    {
        using var resource = typeof(GenericPackager).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"resource {Resource} is missing");
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

        // Without a command, the empty output of the verb would mean that nothing changes: the script does not have the verb.
        .. type.PlanCommand.IsEmpty ? [] : new[] { (PlanVerb, type.PlanCommand) },
    ];

    /// <summary>Finds the fault of an exit code of <see cref="PackagerType.SuccessExitCodes"/>.</summary>
    /// <returns>The fault, as a clause after the exit code; null if there is none.</returns>
    public static string? FaultOfExitCode(long code) => code is >= 1 and <= byte.MaxValue
        ? null
        : $"is not an exit code of a failure; give numbers from 1 to {byte.MaxValue}";

    private static void RequireRepresentable(string typeName, PackagerType type)
    {
        foreach (var code in type.SuccessExitCodes.AsSpan())
        {
            if (FaultOfExitCode(code) is { } fault)
            {
                throw new ImaginatorException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"packager type \"{FileName.ToDisplay(typeName)}\", {nameof(type.SuccessExitCodes)}: {code} {fault}"));
            }
        }

        var texts = Commands(type)
            .SelectMany(command => command.Arguments.Select(text => (Field: command.Verb, Text: text)))
            .Concat(type.CleanPatterns.Select(text => (Field: nameof(type.CleanPatterns), Text: text)))
            .Concat(type.Verbatim.Select(text => (Field: nameof(type.Verbatim), Text: text)));
        foreach (var (field, text) in texts)
        {
            if (text.Contains('\0'))
            {
                throw new ImaginatorException(
                    $"packager type \"{FileName.ToDisplay(typeName)}\", {field}: \"{FileName.ToDisplay(text)}\" "
                    + "contains a null character, which commands cannot receive; remove it");
            }
        }
    }
}
