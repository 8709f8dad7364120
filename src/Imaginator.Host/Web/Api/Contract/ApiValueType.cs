namespace Imaginator.Host.Web.Api.Contract;

/// <summary>The types of parameters.</summary>
internal enum ApiValueType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A point in time (RFC 3339).</summary>
    Time,
}
