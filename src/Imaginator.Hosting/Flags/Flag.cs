namespace Imaginator.Hosting.Flags;

/// <summary>Declares a flag of a program: its name, without dashes, and a description of one or more sentences.</summary>
public abstract record Flag(string Name, string Description)
{
    /// <summary>The heading in help and manual pages.</summary>
    public string Group { get; init; } = "Flags";

    /// <summary>The environment variable that applies if the flag is not given; empty for none.</summary>
    public string EnvironmentVariable { get; init; } = "";

    /// <summary>The default in help and manual pages, if the default itself depends on the user or the machine; otherwise empty.</summary>
    public string DisplayedDefault { get; init; } = "";

    /// <summary>
    /// Why the flag, which exists for sites that come from Dominator, has no effect, as a clause; empty for a flag with an effect.
    /// </summary>
    public string NoEffect { get; init; } = "";

    /// <summary>The placeholder of the value, for example <c>DURATION</c>; empty for a flag without a value.</summary>
    internal abstract string ValueName { get; }

    /// <summary>The default in the syntax of the command line; empty for none.</summary>
    internal abstract string DefaultText { get; }

    /// <summary>The value if the flag is not given.</summary>
    internal abstract object DefaultValue { get; }

    /// <summary>Throws <see cref="FormatException"/> if the text is not a value of this flag.</summary>
    internal abstract object Parse(string text);
}

/// <summary>Declares a flag of a program, with the type of its value and the value if it is not given.</summary>
public sealed record Flag<T>(string Name, FlagType<T> Type, T Default, string Description) : Flag(Name, Description)
    where T : notnull
{
    /// <inheritdoc/>
    internal override string ValueName => Type.Name;

    /// <inheritdoc/>
    internal override string DefaultText => Type.Format(Default);

    /// <inheritdoc/>
    internal override object DefaultValue => Default;

    /// <inheritdoc/>
    internal override object Parse(string text) => Type.Parse(text);
}
