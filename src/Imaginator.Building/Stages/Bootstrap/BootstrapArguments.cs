using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Imaginator.Building.Streams;
using Imaginator.Building.Variables;

namespace Imaginator.Building.Stages.Bootstrap;

/// <summary>
/// Fills in the arguments of a bootstrap command, which runs on this machine. A requestor chooses values only of declared
/// variables, and no value can be an option or text of a shell.
/// </summary>
internal static class BootstrapArguments
{
    // Arguments such as --setup-hook are shell text although no shell is in sight, so this holds for all of them.
    private static readonly SearchValues<char> Safe =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-~");

    /// <summary>Fills in all arguments; unknown variables become nothing.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="requestVariables">The variables of the request.</param>
    /// <param name="rootDirectory">The value of <c>$dir</c>.</param>
    /// <exception cref="ImaginatorException">A variable of the request is not declared, or its value is not permitted.</exception>
    public static ImmutableArray<string> Expand(
        BootstrapStream stream, IReadOnlyDictionary<string, string> requestVariables, string rootDirectory)
    {
        var site = VariableScope.ForStream(stream, ImmutableDictionary<string, string>.Empty).With("dir", rootDirectory);
        return [.. stream.BootstrapCommand.Select(argument => Expand(stream, argument, site, requestVariables))];
    }

    private static string Expand(
        BootstrapStream stream, string argument, VariableScope site, IReadOnlyDictionary<string, string> requestVariables)
    {
        var expanded = new StringBuilder();
        foreach (var part in VariableExpander.Split(argument))
        {
            if (!part.IsReference)
            {
                expanded.Append(part.Text);
                continue;
            }

            string? foreign = null;
            var value = VariableExpander.ValueOf(part, name =>
            {
                if (site.Lookup(name) is { } own)
                {
                    return own;
                }

                foreign = name;
                return requestVariables.GetValueOrDefault(name);
            });
            if (foreign is not null && value is not null)
            {
                Check(stream, foreign, requestVariables[foreign], value, startsArgument: expanded.Length == 0);
            }

            expanded.Append(value);
        }

        return expanded.ToString();
    }

    // The part of the value is what the argument contains; the pattern is for the whole value.
    private static void Check(BootstrapStream stream, string name, string value, string part, bool startsArgument)
    {
        if (!RequestVariableRules.IsDeclared(stream, name))
        {
            throw new ImaginatorException(
                $"BootstrapCommand uses a variable of the request: {RequestVariableRules.Undeclared(stream, name)}");
        }

        if (RequestVariableRules.FindFault(stream, name, value) is { } fault)
        {
            throw new ImaginatorException(fault);
        }

        if (startsArgument && part is ['-' or '~', ..])
        {
            throw new ImaginatorException(
                $"the value of the variable \"{name}\" begins with \"{part[0]}\", so that the program of BootstrapCommand would not take "
                + "it as it is; use another value");
        }

        if (part.AsSpan().ContainsAnyExcept(Safe))
        {
            throw new ImaginatorException(
                $"the value of the variable \"{name}\" is not safe in BootstrapCommand of stream \"{stream.Name}\": it can only contain "
                + "ASCII letters, digits and _ @ % + = : , . / - ~");
        }
    }
}
