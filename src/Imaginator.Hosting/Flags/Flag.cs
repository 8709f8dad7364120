namespace Imaginator.Hosting.Flags;

/// <summary>Declares a flag of a program.</summary>
/// <param name="Name">Its name, without dashes.</param>
/// <param name="Meaning">What it does, in one sentence for people.</param>
public abstract record Flag(string Name, string Meaning)
{
    /// <summary>The heading that help lists it under.</summary>
    public string Group { get; init; } = "Flags";

    /// <summary>The environment variable that applies if the flag is not given; empty for none.</summary>
    public string EnvironmentVariable { get; init; } = "";

    /// <summary>What help shows as the value; empty for a flag that stands alone.</summary>
    internal abstract string ValueName { get; }

    /// <summary>The default in help and manual pages, where it depends on the user or the machine; empty for the default itself.</summary>
    public string DefaultForDisplay { get; init; } = "";

    /// <summary>The default as it would be written; empty for none.</summary>
    internal abstract string DefaultText { get; }

    /// <summary>Reads a value.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The value.</returns>
    /// <exception cref="FormatException">The text is no value of this flag.</exception>
    internal abstract object Parse(string text);
}

/// <summary>Declares a flag of a program.</summary>
/// <param name="Name">Its name, without dashes.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="Default">What holds where it is not given.</param>
/// <param name="Meaning">What it does, in one sentence for people.</param>
/// <typeparam name="T">The type of its value.</typeparam>
public sealed record Flag<T>(string Name, FlagType<T> Type, T Default, string Meaning) : Flag(Name, Meaning)
    where T : notnull
{
    /// <inheritdoc/>
    internal override string ValueName => Type.Name;

    /// <inheritdoc/>
    internal override string DefaultText => Type.Format(Default);

    /// <inheritdoc/>
    internal override object Parse(string text) => Type.Parse(text);
}
