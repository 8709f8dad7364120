using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace Imaginator.Host.Web.Forms;

/// <summary>Reads the variables of a form: a field for each, or lines.</summary>
internal static class FormVariables
{
    /// <summary>The variables; the fault is null, or says which line is invalid.</summary>
    public static ImmutableSortedDictionary<string, string> Of(IFormCollection form, out string? fault)
    {
        fault = null;
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var field in form.Keys.Where(key => key.StartsWith(BuildFields.VariablePrefix, StringComparison.Ordinal)))
        {
            if (form[field].ToString() is { Length: > 0 } value)
            {
                variables[field[BuildFields.VariablePrefix.Length..]] = value;
            }
        }

        var lines = form[BuildFields.Variables].ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < lines.Length; i++)
        {
            var separator = lines[i].IndexOf('=', StringComparison.Ordinal);
            if (separator <= 0)
            {
                // The value may be confidential: the message has the number of the line only.
                fault ??= $"invalid variable in line {i + 1}; write NAME=VALUE";
                continue;
            }

            variables[lines[i][..separator]] = lines[i][(separator + 1)..];
        }

        return variables.ToImmutable();
    }
}
