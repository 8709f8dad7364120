namespace Imaginator.Protocol.Srpc;

/// <summary>A call failed. A method handler throws it to answer with an error line.</summary>
internal sealed class SrpcException : ImaginatorException
{
    /// <summary>Creates the exception of a method that fails.</summary>
    public SrpcException(string message) : this(SrpcError.Failed, message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public SrpcException(SrpcError reason, string message, Exception? innerException = null)
        : base(message, innerException!) => Reason = reason;

    /// <summary>What kind of failure it is.</summary>
    public SrpcError Reason { get; }
}
