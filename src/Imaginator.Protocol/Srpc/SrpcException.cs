namespace Imaginator.Protocol.Srpc;

/// <summary>A call failed. A method handler throws it to answer with an error line.</summary>
internal sealed class SrpcException : ImaginatorException
{
    /// <summary>Creates the exception of a method that fails.</summary>
    /// <param name="message">What the caller is told.</param>
    public SrpcException(string message) : this(SrpcError.Failed, message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="reason">What kind of failure it is.</param>
    /// <param name="message">What failed, where, and what to do about it.</param>
    /// <param name="innerException">The cause, if any.</param>
    public SrpcException(SrpcError reason, string message, Exception? innerException = null)
        : base(message, innerException!) => Reason = reason;

    /// <summary>What kind of failure it is.</summary>
    public SrpcError Reason { get; }
}
