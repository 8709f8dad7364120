using System.Collections.Immutable;

namespace Imaginator.Host.Web.Console.Parts;

/// <summary>A form with fields for values, and with hidden fields.</summary>
/// <param name="Explanation">Why the values are needed.</param>
/// <param name="Address">The address to which the form is sent.</param>
/// <param name="Hidden">The hidden fields.</param>
/// <param name="Inputs">The values.</param>
/// <param name="Button">The text of the button.</param>
internal sealed record AskedInputs(
    string Explanation,
    string Address,
    ImmutableArray<KeyValuePair<string, string>> Hidden,
    ImmutableArray<AskedInput> Inputs,
    string Button);
