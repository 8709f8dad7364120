namespace Imaginator.Building.Variables;

/// <summary>The origin of the value of a variable, which decides what the value can change.</summary>
internal enum VariableOrigin
{
    /// <summary>The configuration of the site: a stream's variables, the machine, the secrets.</summary>
    Site,

    /// <summary>The name of the stream, which a requestor chooses if it matches a pattern.</summary>
    StreamName,

    /// <summary>The request.</summary>
    Request,
}
