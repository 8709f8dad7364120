namespace Imaginator.Plugins;

/// <summary>The types of settings.</summary>
public enum SettingType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A size such as <c>10GiB</c>, or a number of bytes.</summary>
    Size,

    /// <summary>A duration such as <c>1h30m</c>.</summary>
    Duration,

    /// <summary>One of several words.</summary>
    Choice,

    /// <summary>A list of texts.</summary>
    List,
}
